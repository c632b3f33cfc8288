"""Word, OpenDocument and workbook files with damaged trees."""

from __future__ import annotations

from functools import cache
from random import Random

from benchmarks.fuzz import packed, trees

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
)
_OVERRIDE = (
    '<Override PartName="{}" ContentType="application/'
    'vnd.openxmlformats-officedocument.{}"/>'
)
_RELATIONS = f'<Relationships xmlns="{_PACKAGE}/relationships">{{}}</Relationships>'
_RELATION = f'<Relationship Id="{{}}" Type="{_OPEN}/{{}}" Target="{{}}"/>'

_DOCUMENT = trees.load("document.xml")
_NUMBERING = trees.load("numbering.xml")
_STYLES = trees.load("styles.xml")
_WORD_TAGS = (
    *(
        "w:p",
        "w:r",
        "w:t",
        "w:tab",
        "w:br",
        "w:tbl",
        "w:tr",
        "w:tc",
        "w:txbxContent",
        "w:numPr",
    ),
    *(
        "w:sdt",
        "w:sdtContent",
        "w:ins",
        "w:del",
        "w:gridSpan",
        "w:vMerge",
        "w:ilvl",
        "w:lvl",
    ),
    *(
        "mc:Fallback",
        "w:gridBefore",
        "w:trPr",
        "w:tcPr",
        "w:rPr",
        "w:vanish",
        "x:y",
        "w:start",
    ),
)
_WORD_ATTRIBUTES = (
    "w:val",
    "w:ilvl",
    "w:numId",
    "w:abstractNumId",
    "w:styleId",
    "xml:space",
)

_ODT = trees.load("content.xml")
_ODT_TAGS = (
    *(
        "text:p",
        "text:h",
        "text:span",
        "text:s",
        "text:tab",
        "text:line-break",
        "text:note",
    ),
    *("table:table", "table:table-row", "table:table-cell", "table:covered-table-cell"),
    *("office:body", "office:text", "office:annotation", "text:list"),
)
_ODT_ATTRIBUTES = (
    "text:c",
    "table:number-columns-repeated",
    "table:number-columns-spanned",
    "a",
)

_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = trees.load("sheet1.xml")
_BOOK = trees.load("workbook.xml")
_STRINGS = trees.load("sharedStrings.xml")
_SHEET_TAGS = (
    "row",
    "c",
    "v",
    "is",
    "t",
    "mergeCell",
    "dimension",
    "sheetData",
    "f",
    "si",
    "col",
)
_SHEET_ATTRIBUTES = (
    "r",
    "t",
    "s",
    "ref",
    "count",
    "sheetId",
    "name",
    "r:id",
    "min",
    "max",
)

tree = cache(trees.parse)


def docx(rng: Random) -> bytes:
    """A Word file."""
    document, numbering, styles = _DOCUMENT, _NUMBERING, _STYLES
    where = rng.random()
    if where < 0.7:
        document = _mutated(rng, document, _WORD_TAGS, _WORD_ATTRIBUTES)
    if 0.6 < where < 0.9:
        numbering = _mutated(rng, numbering, _WORD_TAGS, _WORD_ATTRIBUTES)
    if where > 0.85:
        styles = _mutated(rng, styles, _WORD_TAGS, _WORD_ATTRIBUTES)
    kind = "wordprocessingml"
    overrides = "".join(
        _OVERRIDE.format(f"/word/{part}.xml", f"{kind}.{name}+xml")
        for part, name in (
            ("document", "document.main"),
            ("numbering", "numbering"),
            ("styles", "styles"),
        )
    )
    own = (("r1", "numbering", "numbering.xml"), ("r2", "styles", "styles.xml"))
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(overrides=overrides),
        "_rels/.rels": _RELATIONS.format(
            _RELATION.format("r1", "officeDocument", "word/document.xml")
        ),
        "word/_rels/document.xml.rels": _RELATIONS.format(
            "".join(_RELATION.format(*r) for r in own)
        ),
        "word/document.xml": document,
        "word/numbering.xml": numbering,
        "word/styles.xml": styles,
    }
    return packed.mutate(rng, members)


def odt(rng: Random) -> bytes:
    """An OpenDocument text."""
    content = _mutated(rng, _ODT, _ODT_TAGS, _ODT_ATTRIBUTES)
    return packed.mutate(
        rng,
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content},
    )


def xlsx(rng: Random) -> bytes:
    """A workbook."""
    sheet, book, strings = _SHEET, _BOOK, _STRINGS
    where = rng.random()
    if where < 0.8:
        sheet = _mutated(rng, sheet, _SHEET_TAGS, _SHEET_ATTRIBUTES)
    elif where < 0.9:
        book = _mutated(
            rng, book, ("sheets", "sheet", "definedNames"), _SHEET_ATTRIBUTES
        )
    else:
        strings = _mutated(rng, strings, _SHEET_TAGS, _SHEET_ATTRIBUTES)
    kind = "spreadsheetml"
    overrides = "".join(
        _OVERRIDE.format(part, f"{kind}.{name}+xml")
        for part, name in (
            ("/xl/workbook.xml", "sheet.main"),
            ("/xl/worksheets/sheet1.xml", "worksheet"),
            ("/xl/sharedStrings.xml", "sharedStrings"),
        )
    )
    own = (
        ("rId1", "worksheet", "worksheets/sheet1.xml"),
        ("r2", "sharedStrings", "sharedStrings.xml"),
    )
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": _TYPES.format(overrides=overrides),
        "_rels/.rels": _RELATIONS.format(
            _RELATION.format("r1", "officeDocument", "xl/workbook.xml")
        ),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            "".join(_RELATION.format(*r) for r in own)
        ),
        "xl/workbook.xml": book,
        "xl/worksheets/sheet1.xml": sheet,
        "xl/sharedStrings.xml": strings,
    }
    return packed.mutate(rng, members)


def _mutated(
    rng: Random, markup: str, tags: tuple[str, ...], attributes: tuple[str, ...]
) -> str:
    """A part with a damaged tree."""
    return trees.mutate(rng, tree(markup), tags, attributes).write()
