"""What things are called in a picture, in two languages: words, reports, groups, checks."""

from __future__ import annotations

import pandas as pd

from textmine.intake.frames import take_frame
from textmine.resources.bodies import agency_types
from textmine.resources.load import load_toml

LANGUAGES = ("zh", "en", "both")


def check_language(lang: str) -> None:
    """Refuse a language that the pictures do not have.

    Parameters
    ----------
    lang : str
        ``zh``, ``en`` or ``both``.

    Raises
    ------
    ValueError
        If it is none of the three.
    """
    if lang not in LANGUAGES:
        raise ValueError(f'lang={lang!r}; expected "zh", "en" or "both"')


def word(table: str, key: str, lang: str = "both") -> str:
    """Look up a word of the pictures in Chinese, English or both.

    Parameters
    ----------
    table : str
        Table of ``resources/plot.toml``: ``kind``, ``status``, ``state``, ``section``, ``words`` …
    key : str
        Key in it; an unknown key is returned as it is.
    lang : {"zh", "en", "both"}, default "both"
        Language.

    Returns
    -------
    str
        The word.

    Raises
    ------
    ValueError
        If ``lang`` is none of the three.

    Examples
    --------
    >>> word("kind", "mandated")
    '法定格式 mandated'
    >>> word("kind", "mandated", "zh")
    '法定格式'
    """
    check_language(lang)
    zh, en = load_toml("plot.toml")[table].get(key, (key, key))
    return pick(str(zh), str(en), lang)


def group_label(key: str, by: str, lang: str) -> str:
    """Name a group as readers do: levels translated, what is not known said so.

    Parameters
    ----------
    key : str
        The group.
    by : str
        What groups, ``level`` or another column.
    lang : {"both", "zh", "en"}
        Language.

    Returns
    -------
    str
        Its name.

    Examples
    --------
    >>> group_label("city", "level", "zh"), group_label("", "year", "en")
    ('市', 'unknown')
    """
    if not key:
        return word("words", "unknown", lang)
    types = agency_types()
    if key in types:
        return pick(key, types[key], lang)
    is_level = by == "level" or key in load_toml("plot.toml")["level"]
    return word("level" if is_level else "words", key, lang)


def score_name(score: str, lang: str) -> str:
    """Name a measure of the frame ``scores``.

    Parameters
    ----------
    score : str
        E.g. ``completeness``.
    lang : {"both", "zh", "en"}
        Language.

    Returns
    -------
    str
        Its name; an unknown one stays as it is.

    Examples
    --------
    >>> score_name("stickiness", "en")
    'Stickiness'
    """
    known = load_toml("measures.toml").get(score)
    return pick(known["zh"], known["en"], lang) if known else word("words", score, lang)


def pick(zh: str, en: str, lang: str) -> str:
    """Give the name in a language, or both side by side where they differ."""
    if lang == "both":
        return zh if zh == en else f"{zh} {en}"
    return en if lang == "en" else zh


def report_names(reports: pd.DataFrame | None) -> dict[str, str]:
    """Name reports for readers: agency and year, with the id where two would be called the same.

    Parameters
    ----------
    reports : pandas.DataFrame or None
        Columns report_id, agency, year; None gives no names.

    Returns
    -------
    dict
        report_id to name.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "report_id": ["a", "b"],
    ...         "agency": ["云岭省档案局", ""],
    ...         "year": [2021, None],
    ...     }
    ... )
    >>> report_names(frame)
    {'a': '云岭省档案局 2021', 'b': 'b'}
    """
    if reports is None or reports.empty:
        return {}
    reports = take_frame(reports, ["report_id", "agency", "year"], what="reports")
    ids = reports["report_id"].astype(str)
    years = (
        reports["year"].map(lambda y: "" if pd.isna(y) else f" {int(y)}").astype(str)
    )
    agencies = reports["agency"].astype("object").fillna("").astype("str")
    plain = agencies + years
    is_unique = ~plain.duplicated(keep=False)
    names = plain.where(is_unique, plain + " (" + ids + ")")
    # Without an agency the id alone is the name.
    names = names.where(agencies != "", ids)
    return dict(zip(ids, names, strict=True))


def tell_namesakes(reports: pd.DataFrame) -> dict[str, str]:
    """Name the agencies that bear another's name so that readers can tell them apart.

    Parameters
    ----------
    reports : pandas.DataFrame
        Columns agency, agency_id, province.

    Returns
    -------
    dict
        agency_id to name with its province, or with the id where that does not part them either;
        agencies whose name is theirs alone are not in it.

    Examples
    --------
    >>> frame = pd.DataFrame(
    ...     {
    ...         "agency": "新渡区教育局",
    ...         "agency_id": ["1:教育局", "2:教育局"],
    ...         "province": ["云岭省", "柏原省"],
    ...     }
    ... )
    >>> tell_namesakes(frame)
    {'1:教育局': '新渡区教育局（云岭省）', '2:教育局': '新渡区教育局（柏原省）'}
    """
    known = reports[["agency", "agency_id", "province"]].astype("object").fillna("")
    known = known[(known["agency"] != "") & (known["agency_id"] != "")]
    # An agency that was renamed bears all of its names; each is told from others by itself.
    one = known.drop_duplicates(["agency", "agency_id"])
    shared = one[one["agency"].duplicated(keep=False)]
    alone = ~shared.duplicated(["agency", "province"], keep=False)
    by_province = alone & (shared["province"] != "")
    place = shared["province"].where(by_province, shared["agency_id"])
    names = shared["agency"] + "（" + place + "）"
    return dict(zip(shared["agency_id"], names, strict=True))


def theme_names(themes: pd.DataFrame | None) -> dict[int, str]:
    """Name themes by number, counted from 1, and label.

    Parameters
    ----------
    themes : pandas.DataFrame or None
        Columns theme, label; None gives no names.

    Returns
    -------
    dict
        Number from 0, as frames have it, to name.

    Examples
    --------
    >>> theme_names(pd.DataFrame({"theme": [0, 0], "label": "政策解读"}))
    {0: '1 政策解读'}
    """
    if themes is None or themes.empty:
        return {}
    first = themes.drop_duplicates("theme")
    return {
        int(key): f"{int(key) + 1} {label}"
        for key, label in zip(first["theme"], first["label"], strict=True)
    }


def category_names(lang: str) -> dict[str, str]:
    """Names of the codebook's categories, where a codebook ships with the package.

    Parameters
    ----------
    lang : {"zh", "en", "both"}
        Language; the English name is the key with spaces.

    Returns
    -------
    dict
        Key to name, in the codebook's order; empty without a codebook.

    Examples
    --------
    >>> isinstance(category_names("zh"), dict)
    True
    """
    try:
        table = load_toml("codebook.toml")
    except FileNotFoundError:
        return {}
    names = {}
    for key, entry in table.items():
        if isinstance(entry, dict) and "zh" in entry:
            zh, en = str(entry["zh"]), str(entry.get("en", key.replace("_", " ")))
            names[key] = {"zh": zh, "en": en}.get(lang, f"{zh} {en}")
    return names


def check_stem(check: str) -> str:
    """Find the kind of a check from its id, which goes on with a column, a row or a key.

    Parameters
    ----------
    check : str
        E.g. ``t3_flow_col6``.

    Returns
    -------
    str
        The longest stem of ``resources/plot.toml`` that the id begins with, else the id.

    Examples
    --------
    >>> check_stem("t3_flow_col6"), check_stem("own_check")
    ('t3_flow', 'own_check')
    """
    known = load_toml("plot.toml")["check"]
    stems = [stem for stem in known if check == stem or check.startswith(stem + "_")]
    return max(stems, key=len, default=check)
