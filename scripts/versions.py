"""Does the project hold on the oldest and the newest of what it needs? One environment a question.

    python scripts/versions.py lowest    the least versions that pyproject.toml names
    python scripts/versions.py newest    the newest ones, on every Python from 3.11 on that is here
    python scripts/versions.py quick     what CI has time for: some tests with the least versions,
                                         and a wheel on every other Python that is here
    python scripts/versions.py bare      without the optional parts: tests skip where one is missing
    python scripts/versions.py fontless  where no font has Chinese (Linux; from this environment)
    python scripts/versions.py smoke     wheel and sdist, installed into an empty environment
    python scripts/versions.py lock      write requirements-dev.txt, with hashes
    python scripts/versions.py audit     known weaknesses of what is locked
    python scripts/versions.py all       lowest, newest, bare, smoke

Environments lie in ``.venv-NAME`` and are made anew each time; tests that open a browser or a
notebook are left out, but not of ``fontless``. ``--tests PATH ...`` runs some of the tests only.
``quick`` says what it leaves out where a Python is not here or packages cannot be fetched; a
version that cannot be installed, and all else, fails.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-dev.txt"
PYTHONS = ("3.11", "3.12", "3.13")
_FAST = "not browser and not notebook"
# What leans most on other packages, in a minute of processor time: a report of every kind of file
# through the whole job into every frame and format, the statistics, the pictures, the doors.
_QUICK = (
    "tests/job/test_every_reader.py",
    "tests/stats",
    "tests/plot/test_paper.py",
    "tests/plot/test_frame.py",
    "tests/themes/test_model.py",
    "tests/problems/coder",
    "tests/test_schema.py",
    "tests/test_doors.py",
    "tests/test_estimators.py",
)
# What uv says where it is no fault of the project that nothing is installed.
_NOT_FETCHED = ("Failed to fetch", "Failed to download", "network was disabled")
_UNREACHABLE = (
    "ConnectionError",
    "ServiceError",
    "Max retries",
    "timed out",
    "resolve",
    "refused",
)


def run(*command: str | Path, cwd: Path = ROOT) -> int:
    """Run a program, shown before it starts."""
    print("+", *command, flush=True)
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, check=False
    ).returncode


def make_environment(name: str, python: str = sys.executable) -> Path:
    """Make an empty environment and give its Python."""
    folder = ROOT / f".venv-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    inside = "Scripts/python.exe" if os.name == "nt" else "bin/python"
    return folder / inside


def install(python: Path, *what: str, lowest: bool = False) -> int:
    """Install packages with uv, which alone knows how to take the least versions."""
    how = ["--resolution", "lowest-direct"] if lowest else []
    return run(
        sys.executable, "-m", "uv", "pip", "install", "--python", python, *how, *what
    )


class NotFetchedError(Exception):
    """No registry of packages can be reached."""


def install_if_reached(python: Path, *what: str, lowest: bool = False) -> int:
    """Install packages as :func:`install` does, but tell a missing network from a failure.

    Raises
    ------
    NotFetchedError
        If packages could not be fetched.
    """
    how = ["--resolution", "lowest-direct"] if lowest else []
    command = ["uv", "pip", "install", "--quiet", "--python", str(python), *how, *what]
    print("+", *command, flush=True)
    told = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        check=False,
        stderr=subprocess.PIPE,
        text=True,
    )
    print(told.stderr, end="", flush=True)
    if told.returncode and any(sign in told.stderr for sign in _NOT_FETCHED):
        raise NotFetchedError
    return told.returncode


def run_tests(python: Path, tests: Iterable[str]) -> int:
    """Run the tests that need neither a browser nor a notebook."""
    return run(
        python, "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-m", _FAST, *tests
    )


def test_lowest(tests: list[str]) -> int:
    """The least versions that pyproject.toml names."""
    python = make_environment("lowest")
    return install(python, "-e", ".[dev]", lowest=True) or run_tests(python, tests)


def test_newest(tests: list[str]) -> int:
    """The newest versions, on every Python that is here."""
    failed = 0
    for version in PYTHONS:
        found = find_python(version)
        if not found:
            print(f"Python {version}: not here, left out")
            continue
        python = make_environment(version, found)
        failed |= install(python, "-e", ".[dev]") or run_tests(python, tests)
    return failed


def find_python(version: str) -> str:
    """A Python of this version that starts, or nothing."""
    # Those of pyenv are not on the path unless they are chosen for all programs.
    kept = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    chosen = sorted(str(python) for python in kept.glob(f"{version}.*/bin/python"))
    for name in (f"python{version}", sys.executable, *chosen):
        found = shutil.which(name)
        if found:
            asked = [found, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
            told = subprocess.run(asked, capture_output=True, text=True, check=False)
            if told.stdout.strip() == version:
                return found
    return ""


def test_bare(tests: list[str]) -> int:
    """The library without its optional parts."""
    python = make_environment("bare")
    return install(python, "-e", ".[test]") or run_tests(python, tests)


def test_fontless(tests: list[str]) -> int:
    """All tests, browser and notebooks too, where no font of the machine has Chinese."""
    # A mount that only this process and its children see lies over each folder of such fonts.
    listed = ["fc-list", ":lang=zh", "file"]
    told = subprocess.run(listed, capture_output=True, text=True, check=True).stdout
    files = [Path(line.rstrip(": ")) for line in told.splitlines()]
    hide = [
        f"mount -t tmpfs none {shlex.quote(str(folder))}"
        for folder in sorted({file.parent for file in files})
    ]
    shell = " && ".join([*hide, 'exec "$@"'])
    alone = ("unshare", "--map-root-user", "--mount", "sh", "-c", shell, "sh")
    with tempfile.TemporaryDirectory() as folder:
        # What matplotlib remembers of this machine's fonts is not asked.
        forgotten = ("env", f"MPLCONFIGDIR={folder}")
        pytest = (sys.executable, "-m", "pytest", "-n", "auto", "--dist", "loadfile")
        return run(*alone, *forgotten, *pytest, *tests)


def quick() -> int:
    """What CI has time for: some tests with the least versions, a wheel on the other Pythons."""
    failed = []
    python = make_environment("lowest")
    try:
        # Without what only the whole suite needs: browsers, notebooks, types.
        missing = install_if_reached(python, "-e", ".[test,excel]", lowest=True)
        if missing or run_tests(python, _QUICK):
            failed.append("lowest")
        failed += smoke_elsewhere()
    except NotFetchedError:
        print("packages cannot be fetched from here: what was to come is left out")
    print(
        f"failed: {', '.join(failed)}" if failed else "quick: all that was tried holds"
    )
    return 1 if failed else 0


def smoke_elsewhere() -> list[str]:
    """Mine the sample from a wheel on every other Python; gives those on which that fails."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        away = Path(folder)
        if run(sys.executable, "-m", "build", "--wheel", "--outdir", away / "dist"):
            return ["wheel"]
        wheel = next((away / "dist").iterdir())
        for version in PYTHONS:
            found = find_python(version)
            if version == "{}.{}".format(*sys.version_info):
                continue  # the whole suite has been run on it
            if not found:
                print(f"Python {version}: not here, left out")
                continue
            python = make_environment("smoke", found)
            missing = install_if_reached(python, str(wheel))
            if missing or mine_sample(python, away / version, away):
                failed.append(f"Python {version}")
    return failed


def smoke() -> int:
    """Build wheel and sdist, install each into an empty environment and mine the sample."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "dist"
        if run(sys.executable, "-m", "build", "--outdir", built):
            return 1
        for package in sorted(built.iterdir()):
            python = make_environment("smoke")
            out = Path(folder) / package.name.replace(".", "_")
            if install(python, str(package)) or mine_sample(python, out, Path(folder)):
                print(f"{package.name}: does not work once installed")
                return 1
            print(f"{package.name}: installed, and mined the sample")
    return 0


def mine_sample(python: Path, out: Path, away: Path) -> int:
    """Mine the sample corpus from another folder, so that nothing comes from the tree."""
    sample = ROOT / "corpora" / "sample"
    done = run(python, "-m", "textmine", "mine", sample, "--out", out, cwd=away)
    whole = all(
        (out / name).is_file() for name in ("manifest.json", "report.html", "items.csv")
    )
    doctor = run(python, "-m", "textmine", "doctor", cwd=away)
    return 0 if done == 0 and whole and doctor == 0 else 1


def lock() -> int:
    """Write what development needs, each version with its hashes and no address of a registry."""
    return run(
        *(
            sys.executable,
            "-m",
            "uv",
            "pip",
            "compile",
            "--universal",
            "--generate-hashes",
        ),
        *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"),
        *("--python-version", PYTHONS[0], "--extra", "dev"),
        *("pyproject.toml", "--output-file", LOCK.name),
    )


def audit() -> int:
    """Ask for known weaknesses of what is locked; say plainly where nobody can be asked."""
    python = make_environment("audit")
    if install(python, "pip-audit"):
        return 1
    command = [
        str(python),
        "-m",
        "pip_audit",
        "--requirement",
        str(LOCK),
        "--disable-pip",
    ]
    told = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT
    )
    words = told.stdout + told.stderr
    if told.returncode and any(sign in words for sign in _UNREACHABLE):
        print(
            "audit: the database of weaknesses cannot be reached from here; nothing was checked"
        )
        return 0
    print(words)
    n_unknown = words.count("could not be audited")
    if n_unknown:
        n_locked = sum(
            "==" in line for line in LOCK.read_text(encoding="utf-8").splitlines()
        )
        print(
            f"audit: {n_unknown} of {n_locked} locked packages were not checked: see above why"
        )
    return told.returncode


def main(argv: list[str]) -> int:
    """Answer one question, or all."""
    parser = argparse.ArgumentParser(prog="python scripts/versions.py")
    parser.add_argument(
        "what",
        choices=(
            *("lowest", "newest", "quick", "bare", "fontless"),
            *("smoke", "lock", "audit", "all"),
        ),
    )
    parser.add_argument("--tests", nargs="+", default=["tests"], help="tests to run")
    args = parser.parse_args(argv)
    tests = {
        "lowest": test_lowest,
        "newest": test_newest,
        "bare": test_bare,
        "fontless": test_fontless,
    }
    others = {"quick": quick, "smoke": smoke, "lock": lock, "audit": audit}
    if args.what in others:
        return others[args.what]()
    names = ["lowest", "newest", "bare"] if args.what == "all" else [args.what]
    failed = [name for name in names if tests[name](args.tests)]
    if args.what == "all" and smoke():
        failed.append("smoke")
    print(f"failed: {', '.join(failed)}" if failed else "all hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
