"""Values that break parsers, and damage to bytes, numbers and text, all drawn from one seed."""

from __future__ import annotations

from random import Random

NUMBERS = (
    "0",
    "-1",
    "1",
    "2",
    "7",
    "99",
    "255",
    "65536",
    "2147483648",
    "4294967296",
    "99999999999999999999",
    "9" * 400,
    "1e999",
    "1.5",
    "-0.0",
    "nan",
    "inf",
    "",
    " 3 ",
    "0x10",
    "3;4",
    "１２",
    "²",
    "٣",
    "½",
    "十二",
    "true",
)
"""What stands where a number is expected: signs, bounds of machine integers, digits of other
scripts (``"²".isdigit()`` holds and ``int("²")`` fails), words."""
PIECES = (
    "一、总体情况",
    "二、主动公开政府信息情况",
    "五、存在的主要问题及改进情况",
    "（一）",
    "1.",
    "①",
    "一是",
    "2020年",
    "二〇二一年",
    "2021年13月45日",
    "某某市商务局",
    "临泽川市人民政府办公室",
    "政府信息公开工作年度报告",
    "收到申请12件，",
    "同比增长12.5%",
    "三千五百万元",
    "规章\t0\t0\t0",
    "行政许可\t5\t减6\t/",
    "结果维持\t结果纠正",
    "，",
    "。",
    "；",
    "“",
    "”",
    "（",
    "）",
    "\n",
    "\t",
    " ",
    "\u3000",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\ufffd",
    "\x00",
    "\x0b",
    "\x85",
    "\u2028",
    "\U0001f600",
    "\u0301",
    "<",
    "&",
    "]]>",
    "../",
    "第1页 共9页",
    "- 3 -",
    "|---|",
    "<table><tr><td>",
)
"""Pieces of reports and characters that mean something to some reader."""
_LONG = (50, 50, 500, 2_000, 10_000)
_BYTES = (
    b"\x00",
    b"\xff",
    b"\x1a",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\x80",
    b"<",
    b"%",
    b"(",
    b"=",
)


def number(rng: Random) -> str:
    """Draw what stands where a number is expected."""
    return rng.choice(NUMBERS)


def text(rng: Random) -> str:
    """Draw some text: a few pieces, now and then one of them very many times."""
    if rng.random() < 0.02:
        piece = rng.choice(PIECES)
        return piece * (rng.choice(_LONG) // len(piece))
    return "".join(rng.choices(PIECES, k=rng.randint(0, 6)))


def damage(rng: Random, data: bytes) -> bytes:
    """Cut, double, overwrite or splice stretches of some bytes."""
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        if not data:
            return rng.randbytes(8)
        start = rng.randrange(len(data))
        end = min(len(data), start + rng.choice((1, 1, 2, 8, 64, 1024)))
        kind = rng.randrange(6)
        if kind == 0:
            data = data[:start] + data[end:]
        elif kind == 1:
            data = data[:start] + data[start:end] * rng.choice((2, 3, 50)) + data[end:]
        elif kind == 2:
            data = data[:start] + rng.randbytes(end - start) + data[end:]
        elif kind == 3:
            data = data[:start] + rng.choice(_BYTES) * (end - start) + data[end:]
        elif kind == 4:
            data = data[:start]
        else:
            data = (
                data[:start]
                + bytes([data[start] ^ (1 << rng.randrange(8))])
                + data[start + 1 :]
            )
    return data
