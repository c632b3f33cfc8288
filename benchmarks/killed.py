"""Kill a run at random moments; is what is left refused, and what --resume gives the same?

    python -m benchmarks.killed [MOMENTS] [REPORTS]

Half of the moments are drawn from the whole run, half from the time in which results are written;
half of the runs write into a fresh folder, half over the results of an earlier run. Before
``--resume`` the folder must not load as whole unless it is; after it every frame has the bytes of a
run that nobody killed.
"""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from textmine.errors import ResultsError
from textmine.job.results import load
from textmine.simulation.corpus import simulate

SEED = 18
_FRAMES = (".csv", ".parquet")
# Share of a run's time in which the frames and the page are written, at 60 reports.
_WRITING = 0.1


def start(corpus: Path, out: Path, *more: str) -> subprocess.Popen[bytes]:
    """Start ``textmine mine`` in a process of its own."""
    command = [sys.executable, "-m", "textmine", "mine", str(corpus), "--out", str(out), *more]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, stdout=quiet, stderr=quiet)


def digests(out: Path) -> dict[str, str]:
    """Digest of every frame of a folder."""
    files = sorted(file for file in out.iterdir() if file.suffix in _FRAMES)
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def looks_whole(out: Path) -> bool:
    """Whether the library takes a folder for the results of a run that ended."""
    try:
        load(out)
    except ResultsError:
        return False
    return True


def main(n_moments: int = 40, n_reports: int = 60) -> int:
    """Kill, resume, compare; print a line a moment."""
    rng = Random(SEED)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        corpus, earlier, expected = (Path(folder, name) for name in ("in", "earlier", "expected"))
        simulate(n_reports, seed=SEED, out=corpus)
        simulate(n_reports // 2, seed=SEED + 1, out=Path(folder, "other"))
        start(Path(folder, "other"), earlier).wait()
        begun = time.monotonic()
        start(corpus, expected).wait()
        whole_run = time.monotonic() - begun
        sound = digests(expected)
        for k in range(n_moments):
            out = Path(folder, f"out{k}")
            used = k % 2 == 1
            if used:
                shutil.copytree(earlier, out)
            while_writing = k % 4 >= 2
            process = start(corpus, out)
            killed = kill_at(process, out, rng, whole_run, while_writing=while_writing)
            half = not killed or not looks_whole(out) or digests(out) in (sound, digests(earlier))
            start(corpus, out, "--resume").wait()
            same = digests(out) == sound
            failed += not (half and same)
            when = "while writing" if while_writing else "at any time"
            print(
                f"{k + 1:3} {'used ' if used else 'fresh'} killed {when:13}"
                f" {'as it should' if half else 'LOOKS WHOLE'}, resumed"
                f" {'to the same bytes' if same else 'TO OTHER BYTES'}",
                flush=True,
            )
            shutil.rmtree(out)
    print(f"{n_moments - failed} of {n_moments} moments: refused before, the same bytes after")
    return 1 if failed else 0


def kill_at(
    process: subprocess.Popen[bytes],
    out: Path,
    rng: Random,
    whole_run: float,
    *,
    while_writing: bool,
) -> bool:
    """Kill a run at a random moment; tells whether it was still running."""
    if while_writing:
        # Frames are first written beside those of the run before, which then loses its manifest.
        while process.poll() is None and not writes(out):
            time.sleep(0.001)
        time.sleep(rng.random() * _WRITING * whole_run)
    else:
        time.sleep(rng.random() * whole_run)
    running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    return running


def writes(out: Path) -> bool:
    """Whether a run has begun to write its frames."""
    return any((out / ".textmine" / "new").glob("*"))


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
