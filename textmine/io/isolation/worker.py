"""The process that reads foreign files: one request a line in, one answer a line out, as JSON.

It is started by :mod:`textmine.io.isolation.process`, never imported by what mines. What a
damaged or hostile file does to a parser (endless loops, memory without end, a crash of native
code) ends here. When it is asked to end, it ends the programs that it runs; when nobody is left who
could ask, processor time is limited too.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
import os
import signal
import sys
import time
from dataclasses import asdict, fields
from pathlib import Path
from types import FrameType
from typing import Any, TextIO

from textmine.errors import TextmineError
from textmine.io.bundles.archives import look_into
from textmine.io.readers import read_document
from textmine.places import PageBox

_SPARE_SECONDS = 1.0
"""Beyond the clock of whoever asks, which strikes first where somebody is there."""


def serve(requests: TextIO, answers: TextIO, seconds: float | None = None) -> None:
    """Read one file for each request until the requests end.

    Parameters
    ----------
    requests : text stream
        Lines ``{"path": …, "max_bytes": …}``, ``{"path": …, "boxes": [[…]]}`` for pictures, or
        ``{"path": …, "look": true}`` for what lies in an archive; with ``"folder"``, where whoever
        asks is at the time: a path may be told from there.
    answers : text stream
        Lines ``{"document": {…}}``, ``{"pictures": […]}``, ``{"kind": …, "members": […]}`` or
        ``{"error": class, "reason": words}``.
    seconds : float, optional
        Time for one request.
    """
    for line in requests:
        if seconds is not None:
            limit_time(seconds)
        answers.write(json.dumps(_answer(json.loads(line))) + "\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Read one file, look into it, or cut pictures out; whatever goes wrong is an answer too."""
    try:
        if "folder" in request:
            os.chdir(request["folder"])
        if "look" in request:
            return asdict(look_into(Path(request["path"])))
        if "boxes" in request:
            return {"pictures": _cut_pictures(request)}
        document = read_document(request["path"], max_bytes=request["max_bytes"])
    except TextmineError as error:
        return {"error": type(error).__name__, "reason": str(error)}
    except MemoryError:
        return {"error": "MemoryError", "reason": ""}
    except RecursionError:
        return {"error": "RecursionError", "reason": ""}
    except Exception as error:  # noqa: BLE001 - a defect in one file must not lose the others
        return {"error": "Exception", "reason": f"{type(error).__name__}: {error}"}
    # Not asdict, which goes through every edge of every character.
    return {
        "document": {
            field.name: getattr(document, field.name) for field in fields(document)
        }
    }


def _cut_pictures(request: dict[str, Any]) -> list[str]:
    """Pictures in a form that JSON holds."""
    from textmine.io.pdf.cutting import cut_out

    boxes = [PageBox(*box) for box in request["boxes"]]
    pictures = cut_out(request["path"], boxes, max_bytes=request["max_bytes"])
    return [base64.b64encode(png).decode("ascii") for png in pictures]


def limit_memory(n_bytes: int) -> None:
    """Let this process have no more address space than so much; where the system can (Unix)."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = n_bytes if hard == resource.RLIM_INFINITY else min(n_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def limit_time(seconds: float) -> None:
    """Let this process have no more processor time from now on; where the system can (Unix).

    A loop in native code whose process nobody waits for any more would go on for ever.

    Parameters
    ----------
    seconds : float
        By the clock; as many threads as there are processors may use them.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = time.process_time()
        most = math.ceil(used + (seconds + _SPARE_SECONDS) * (os.cpu_count() or 1))
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


def _end(number: int, frame: FrameType | None) -> None:
    """End by way of all ``finally``: programs that were started and folders that were made go."""
    raise SystemExit(1)


def main() -> None:
    """Serve requests from standard input; arguments are bytes of memory, and seconds a request."""
    signal.signal(signal.SIGTERM, _end)
    limit_memory(int(sys.argv[1]))
    answers = sys.stdout
    # A library that prints must not speak between the answers.
    sys.stdout = sys.stderr
    serve(sys.stdin, answers, float(sys.argv[2]))


if __name__ == "__main__":
    main()
