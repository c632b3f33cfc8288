"""The engine of a Dask cluster: this machine's cores, or the scheduler of a university's cluster.

Scheduling, retries, spilling and the replacement of workers that leave are Dask's own; nothing of
the kind is written here.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from textmine.engine import LocalEngine, cut_evenly, use_engine
from textmine.errors import OptionalPartError, TextmineError, WorkerLostError
from textmine.job.flow.kept import code_key

Item = TypeVar("Item")
Result = TypeVar("Result")


class DaskEngine:
    """Maps over the workers of a Dask client.

    Workers must see the files under the same paths as the client: tables go from step to step
    through the results folder.

    Parameters
    ----------
    client : distributed.Client
        An open client.
    """

    n_threads = 1
    runs_steps = True

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def n_workers(self) -> int:
        """Workers that the scheduler knows at this moment, at least one."""
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def map(
        self, function: Callable[[Item], Result], items: Sequence[Item]
    ) -> Iterator[Result]:
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

        Raises
        ------
        WorkerLostError
            If workers die on an item again and again.
        TextmineError
            If a worker has another version of the library.
        """
        from distributed.scheduler import KilledWorker

        messages = [list(message) for message in cut_evenly(items, self.n_workers)]
        # One item alone (a stage that looks at the whole corpus) has its machine for itself.
        alone = len(items) == 1
        # Not pure: a file may have changed since the same path was read before.
        futures = self._client.map(
            _apply,
            [function] * len(messages),
            messages,
            [alone] * len(messages),
            [code_key()] * len(messages),
            pure=False,
        )
        try:
            while futures:
                future = futures.pop(0)
                try:
                    yield from future.result()
                except KilledWorker as error:
                    raise WorkerLostError(
                        f"workers of the cluster died: {error}"
                    ) from None
        finally:
            for future in futures:
                future.cancel()

    def close(self) -> None:
        """Leave the client open: whoever opened it closes it."""


@contextmanager
def open_cluster(n_workers: int = 1) -> Iterator[DaskEngine]:
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
        For ``engine=`` of :func:`textmine.mine` and
        :func:`textmine.corpus.reading.read_corpus`.

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


def _apply(
    function: Callable[[Any], Any], items: list[Any], alone: bool, version: str
) -> list[Any]:
    """One task: the function on each of its items, by the library that whoever asks has too."""
    if version != code_key():
        raise TextmineError(
            "a worker of the cluster has another textmine than the process that gave it work;"
            " install the same version on all"
        )
    with use_engine(LocalEngine(n_threads=None if alone else 1)):
        return [function(item) for item in items]
