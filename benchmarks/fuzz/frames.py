"""Frames that hold what no run writes: columns gone, of another kind, doubled, with holes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import pandas as pd

from benchmarks.fuzz import hostile

_VALUES = (
    None,
    float("nan"),
    float("inf"),
    -1,
    0,
    2.5,
    10**30,
    "",
    "x",
    True,
    [1],
    b"b",
)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the library and the frame that it is given."""

    name: str
    frame: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"{self.name}\n{self.frame.dtypes.to_dict()}\n{self.frame.to_dict('list')}"
        )


def draw(rng: Random) -> Call:
    """A function and a sound frame with one to three things wrong."""
    name = rng.choice(list(_CALLS))
    frame = _sound().copy()
    for _ in range(rng.choice((1, 1, 2, 3))):
        frame = rng.choice(_CHANGES)(rng, frame)
    return Call(name, frame)


def read(call: Call) -> None:
    """Give the frame to the function."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _CALLS[call.name](call.frame)


@cache
def _sound() -> pd.DataFrame:
    """Rows of six agencies over two years, with all that the functions ask for."""
    rows = [
        {
            "report_id": f"r{k}_{year}",
            "item_id": f"r{k}_{year}:1",
            "agency": f"临泽{k}局",
            "agency_id": f"99010{k}:局",
            "agency_type": ("商务局", "教育局")[k % 2],
            "province": "云岭省",
            "region": "青榆区",
            "level": "county",
            "year": year,
            "text": f"栏目更新不及时{k}",
            "categories": "updates|staff" if k % 2 else "updates",
            "value": float(k),
            "scope": "report",
            "score": "share_peer",
            "n": 10,
        }
        for k in range(1, 7)
        for year in (2020, 2021)
    ]
    return pd.DataFrame(rows)


def _drop(rng: Random, frame: pd.DataFrame) -> pd.DataFrame:
    """Take a column out."""
    return (
        frame.drop(columns=rng.choice(list(frame.columns)))
        if len(frame.columns)
        else frame
    )


def _hole(rng: Random, frame: pd.DataFrame) -> pd.DataFrame:
    """Put something else into some cells of a column."""
    if frame.empty or not len(frame.columns):
        return frame
    at = rng.randrange(len(frame.columns))
    cells = [
        rng.choice(_VALUES) if rng.random() < 0.3 else cell
        for cell in frame.iloc[:, at].tolist()
    ]
    changed = frame.astype("object")
    changed.isetitem(at, pd.Series(cells, index=frame.index, dtype="object"))
    return changed.infer_objects()


def _retype(rng: Random, frame: pd.DataFrame) -> pd.DataFrame:
    """Fill a column with values of another kind."""
    if not len(frame.columns):
        return frame
    changed = frame.copy()
    at = rng.randrange(len(frame.columns))
    drawn = rng.choice(
        (float("nan"), 1, "x", True, pd.Timestamp(2021, 1, 1), hostile.text(rng))
    )
    changed.isetitem(at, pd.Series([drawn] * len(frame), index=frame.index))
    return changed


def _double(rng: Random, frame: pd.DataFrame) -> pd.DataFrame:
    """Have rows twice, or under one name in the index."""
    doubled = pd.concat([frame, frame.head(rng.randint(1, 5))])
    return doubled if rng.random() < 0.5 else doubled.reset_index(drop=True)


def _empty(rng: Random, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave no row, or one."""
    return frame.head(rng.randint(0, 1))


def _twin(rng: Random, frame: pd.DataFrame) -> pd.DataFrame:
    """Have a column twice."""
    if not len(frame.columns):
        return frame
    return pd.concat([frame, frame[[rng.choice(list(frame.columns))]]], axis=1)


_CHANGES: tuple[Callable[[Random, pd.DataFrame], pd.DataFrame], ...] = (
    *(_drop, _hole, _hole, _retype, _retype),
    *(_double, _empty, _twin),
)


def _profile(frame: pd.DataFrame) -> Any:
    from textmine.compare import profile

    return profile(frame, by="agency_type")


def _bootstrap(frame: pd.DataFrame) -> Any:
    from textmine.compare import bootstrap_mean

    return bootstrap_mean(frame, value="value", n_resamples=20)


def _permutation(frame: pd.DataFrame) -> Any:
    from textmine.compare import permutation_test

    return permutation_test(frame, value="value", by="agency_type", n_permutations=20)


_CALLS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "profile": _profile,
    "bootstrap_mean": _bootstrap,
    "permutation_test": _permutation,
}
