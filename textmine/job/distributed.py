"""Read the reports on a Dask cluster: this machine's cores, or the scheduler of a university's cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from textmine.corpus.corpus import Spread
from textmine.errors import OptionalPartError

_BATCH = 64


@contextmanager
def open_cluster(n_workers: int = 1) -> Iterator[Spread]:
    """Open a cluster and give the function that maps over it.

    The scheduler named by the environment variable ``DASK_SCHEDULER_ADDRESS`` is used where it is
    set (its workers need textmine, and must see the files under the same paths); else a cluster of
    this machine's processes is started and closed again. The result is the same as of reading in
    one process.

    Parameters
    ----------
    n_workers : int, default 1
        Processes of the local cluster.

    Yields
    ------
    callable
        ``spread`` for :func:`textmine.corpus.corpus.read_corpus`.

    Raises
    ------
    OptionalPartError
        If Dask is not installed.

    References
    ----------
    Rocklin, M. (2015). Dask: parallel computation with blocked algorithms and task scheduling.
    SciPy 2015."""
    try:
        import distributed
    except ImportError:
        raise OptionalPartError(
            "--engine dask: Dask is not installed; pip install textmine[scale]"
        ) from None
    dask: Any = distributed
    address = os.environ.get("DASK_SCHEDULER_ADDRESS")
    if address:
        with dask.Client(address) as client:
            yield _spread_over(client)
        return
    cluster = dask.LocalCluster(
        n_workers=n_workers, threads_per_worker=1, dashboard_address=None, silence_logs=40
    )
    with cluster, dask.Client(cluster) as client:
        yield _spread_over(client)


def _spread_over(client: Any) -> Spread:
    """Map in batches, so that a task is worth sending."""

    def spread(function: Callable[[Any], Any], items: list[Any]) -> Iterable[Any]:
        batches = [items[k : k + _BATCH] for k in range(0, len(items), _BATCH)]
        futures = client.map(_apply, [function] * len(batches), batches, pure=False)
        for batch in client.gather(futures):
            yield from batch

    return spread


def _apply(function: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """One batch, in order."""
    return [function(item) for item in items]
