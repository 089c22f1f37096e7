"""Processes that work through a list, and go on when one of them is killed."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

#: Things handed to a process at a time, and such parcels under way per process.
_PARCEL = 8
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

    def map(
        self, work: Callable[[T], R], things: Sequence[T], lost: Callable[[T], R]
    ) -> Iterator[R]:
        """``work`` of each of the things, in their order; ``lost`` of one that kills.

        Only a few parcels wait at a time, so memory does not grow with their number.
        """
        self._many.check()
        under_way: deque[tuple[Sequence[T], Future[list[R]]]] = deque()
        for at in range(0, len(things), _PARCEL):
            parcel = things[at : at + _PARCEL]
            under_way.append((parcel, self._many.submit(work, parcel)))
            if len(under_way) >= _AHEAD * self._count:
                yield from self._results(*under_way.popleft(), work, lost)
        while under_way:
            yield from self._results(*under_way.popleft(), work, lost)

    def _results(
        self,
        parcel: Sequence[T],
        future: Future[list[R]],
        work: Callable[[T], R],
        lost: Callable[[T], R],
    ) -> Iterator[R]:
        try:
            results = future.result()
        except BrokenProcessPool:
            # Some process died, and every parcel under way with it. One thing at a time
            # shows which of them is to blame.
            results = [self._result(thing, work, lost) for thing in parcel]
        yield from results

    def _result(self, thing: T, work: Callable[[T], R], lost: Callable[[T], R]) -> R:
        try:
            return self._single.submit(work, [thing]).result()[0]
        except BrokenProcessPool:
            return lost(thing)


class _Pool:
    """A ``ProcessPoolExecutor`` that is made when needed, and made anew once broken."""

    def __init__(self, count: int, start: Callable[[Any], None], options: Any) -> None:
        self._count = count
        self._arguments = (start, options)
        self._executor: ProcessPoolExecutor | None = None

    def submit(self, work: Callable[[T], R], things: Sequence[T]) -> Future[list[R]]:
        if self._executor is not None:
            try:
                return self._executor.submit(_work, work, things)
            except BrokenProcessPool:
                self.stop(at_once=True)
        # Spawned, not forked: a progress bar's thread may hold a lock while forking.
        self._executor = ProcessPoolExecutor(
            self._count, multiprocessing.get_context("spawn"), _prepare, self._arguments
        )
        return self._executor.submit(_work, work, things)

    def check(self) -> None:
        """Raises ``RuntimeError`` where processes cannot be started at all."""
        try:
            self.submit(abs, []).result()
        except BrokenProcessPool as error:
            raise RuntimeError(
                "worker processes do not start; a script that asks for several workers does "
                "so below: if __name__ == '__main__':"
            ) from error

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
    start(options)


def _work(work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    return [work(thing) for thing in things]
