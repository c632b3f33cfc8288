"""The engine of a Dask cluster: this machine's cores, or the scheduler of a university's cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from textmine.engine import Engine
from textmine.errors import OptionalPartError

Item = TypeVar("Item")
Result = TypeVar("Result")

# Files a task: about a second of work, a hundred times what Dask spends on a task of its own
# (1 to 10 ms, by Dask's manual).
_FILES_A_TASK = 64


class DaskEngine:
    """Maps over the workers of a Dask client; array work inside a task takes one thread.

    Parameters
    ----------
    client : distributed.Client
        An open client.
    """

    n_threads = 1

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def n_workers(self) -> int:
        """Workers that the scheduler knows at this moment, at least one."""
        return max(1, len(self._client.scheduler_info()["workers"]))

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> Iterator[Result]:
        """Apply a function to each item on the cluster.

        Parameters
        ----------
        function : callable
            Importable by its name on the workers.
        items : sequence
            What it is applied to.

        Yields
        ------
        object
            Results in the order of the items.
        """
        starts = range(0, len(items), _FILES_A_TASK)
        batches = [list(items[k : k + _FILES_A_TASK]) for k in starts]
        functions = [function] * len(batches)
        # Not pure: a file may have changed since the same path was read before.
        futures = self._client.map(_apply, functions, batches, pure=False)
        for results in self._client.gather(futures):
            yield from results


@contextmanager
def open_cluster(n_workers: int = 1) -> Iterator[Engine]:
    """Open a cluster and give the engine that works on it.

    The scheduler named by the environment variable ``DASK_SCHEDULER_ADDRESS`` is used where it is
    set (its workers need textmine, and must see the files under the same paths); else a cluster of
    this machine's processes is started and closed again. The result is the same as of one process.

    Parameters
    ----------
    n_workers : int, default 1
        Processes of the local cluster.

    Yields
    ------
    DaskEngine
        For ``engine=`` of :func:`textmine.corpus.reading.read_corpus`.

    Raises
    ------
    OptionalPartError
        If Dask is not installed.

    References
    ----------
    Rocklin, M. (2015). Dask: parallel computation with blocked algorithms and task scheduling.
    SciPy 2015.
    """
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
            yield DaskEngine(client)
        return
    cluster = dask.LocalCluster(
        n_workers=n_workers,
        threads_per_worker=1,
        dashboard_address=None,
        silence_logs=40,  # logging.ERROR: a worker that leaves is no news for a notebook
    )
    with cluster, dask.Client(cluster) as client:
        yield DaskEngine(client)


def _apply(function: Callable[[Any], Any], items: list[Any]) -> list[Any]:
    """One task: the function on each of its items."""
    return [function(item) for item in items]
