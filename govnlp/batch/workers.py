"""Processes that work through a list, and go on when one of them is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

A = TypeVar("A")
T = TypeVar("T")
R = TypeVar("R")

#: Parcels under way per process.
_AHEAD = 3


class Workers:
    """A pool of processes in which the death of one costs one thing at most.

    count (int): Processes.
    start (Callable): Called with ``options`` in each process before anything else.
    """

    def __init__(self, count: int, start: Callable[[Any], None], options: Any) -> None:
        self._count = count
        self._many = _Pool(count, start, options)
        self._single = _Pool(1, start, options)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        for pool in (self._many, self._single):
            pool.stop(at_once=kind is not None)

    def ask_all(self, question: Callable[[A], R], about: A) -> R:
        """``question`` of ``about``, worked out by every process while it has nothing to do.

        Raises what ``question`` raises, and ``RuntimeError`` where processes cannot be
        started at all.
        """
        try:
            answers = [self._many.submit(question, about) for _ in range(self._count)]
            return answers[0].result()
        except BrokenProcessPool as error:
            raise RuntimeError(
                "worker processes do not start; a script that asks for several workers does "
                "so below: if __name__ == '__main__':"
            ) from error

    def map(
        self,
        work: Callable[[Sequence[T]], R],
        parcels: Iterable[Sequence[T]],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        """``work`` of each of the parcels, in their order.

        A parcel that kills the process is worked through thing by thing, so there is a
        result for each of them; ``lost`` gives it for one that kills alone. Only a few
        parcels wait at a time, so memory does not grow with their number.
        """
        under_way: deque[tuple[Sequence[T], Future[R]]] = deque()
        for parcel in parcels:
            under_way.append((parcel, self._many.submit(work, parcel)))
            if len(under_way) >= _AHEAD * self._count:
                yield from self._results(*under_way.popleft(), work, lost)
        while under_way:
            yield from self._results(*under_way.popleft(), work, lost)

    def _results(
        self,
        parcel: Sequence[T],
        future: Future[R],
        work: Callable[[Sequence[T]], R],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        try:
            yield future.result()
        except BrokenProcessPool:
            # Some process died, and every parcel under way with it. One thing at a time
            # shows which of them is to blame.
            yield from (self._result(thing, work, lost) for thing in parcel)

    def _result(self, thing: T, work: Callable[[Sequence[T]], R], lost: Callable[[T], R]) -> R:
        try:
            return self._single.submit(work, [thing]).result()
        except BrokenProcessPool:
            return lost(thing)


class _Pool:
    """A ``ProcessPoolExecutor`` that is made when needed, and made anew once broken."""

    def __init__(self, count: int, start: Callable[[Any], None], options: Any) -> None:
        self._count = count
        self._arguments = (start, options)
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[[A], R], about: A) -> Future[R]:
        if self._executor is not None:
            try:
                return self._executor.submit(work, about)
            except BrokenProcessPool:
                self.stop(at_once=True)
        # Spawned, not forked: a progress bar's thread may hold a lock while forking.
        self._executor = ProcessPoolExecutor(
            self._count, multiprocessing.get_context("spawn"), _prepare, self._arguments
        )
        return self._executor.submit(work, about)

    def stop(self, at_once: bool) -> None:
        executor, self._executor = self._executor, None
        if executor is None:
            return
        processes = list((executor._processes or {}).values())
        executor.shutdown(wait=not at_once, cancel_futures=True)
        for process in processes if at_once else ():
            process.terminate()


def _prepare(start: Callable[[Any], None], options: Any) -> None:
    # Ctrl-C reaches every process of the terminal; the parent alone answers it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start(options)


def _end_with_parent() -> None:
    """End this process when the parent was killed: its queue would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
