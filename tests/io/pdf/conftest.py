"""PDFs made by hand: each page is what is drawn on it."""

import pytest


def make_pdf(*pages, width=600):
    """A PDF of 600 × 800 points a page; each page is a content stream, font /F at hand."""
    kids = " ".join(f"{4 + 2 * k} 0 R" for k in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for k, page in enumerate(pages):
        bodies.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d 800]"
            b" /Resources << /Font << /F 3 0 R >> >> /Contents %d 0 R >>"
            % (width, 5 + 2 * k)
        )
        stream = page.encode()
        bodies.append(
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
        )
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n" % size
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        len(data),
    )
    return data + head + table + tail


def say(text, x, y):
    """Text at a place in points from the left and from the top."""
    return f"BT /F 10 Tf {x} {800 - y} Td ({text}) Tj ET\n"


def rule(x0, y0, x1, y1):
    """A line between two places in points from the left and from the top."""
    return f"{x0} {800 - y0} m {x1} {800 - y1} l S\n"


def grid(rows, *, top=100, columns=(50, 150, 250), height=20, closed=True):
    """A ruled table; one that is not closed has no line below its last row."""
    bottom = top + height * len(rows)
    drawn = "".join(rule(x, top, x, bottom) for x in columns)
    flat = range(top, bottom + closed, height)
    drawn += "".join(rule(columns[0], y, columns[-1], y) for y in flat)
    for k, row in enumerate(rows):
        for text, x in zip(row, columns, strict=False):
            drawn += say(text, x + 5, top + height * k + 14)
    return drawn


class Draw:
    """What tests of PDF draw with."""

    pdf = staticmethod(make_pdf)
    say = staticmethod(say)
    rule = staticmethod(rule)
    grid = staticmethod(grid)


@pytest.fixture
def draw():
    """Make PDFs by hand."""
    return Draw
