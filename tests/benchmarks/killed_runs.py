"""Kill a batch run five times and resume it; memory and speed of batch runs.

    python tests/benchmarks/killed_runs.py kill --documents 20000 --kills 5
    python tests/benchmarks/killed_runs.py speed --documents 1500 --rounds 3

``kill`` annotates noisy copies of the corpus's texts (train and dev) once undisturbed and
once killed with SIGKILL at random points, then compares the results byte for byte, and
says how much memory the processes had after how many files. ``speed`` compares the wall
time of one worker with that of two, in turns, and takes the best of each.
Needs Linux (/proc) and the checkout's corpus.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from random import Random

from govnlp.batch import files_done
from govnlp.corpora.inline import read_gold
from govnlp.corpora.noise import KINDS, lay

ROOT = Path(__file__).parents[2]
PROGRAM = str(Path(sys.executable).with_name("govnlp"))
_NUMBER = re.compile(r"(?<!\d)\d{3,}(?!\d|年)")


def write_files(folder: Path, count: int) -> None:
    """``count`` text files: every text with every kind of noise, then again with new numbers."""
    texts, random = list(_noisy(count)), Random(0)
    for number, text in enumerate(islice(cycle(texts), count)):
        if number >= len(texts):
            text = _NUMBER.sub(lambda match: str(random.randrange(10 ** len(match[0]))), text)
        path = folder / f"{number // 1000:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _noisy(count: int) -> Iterator[str]:
    corpus = ROOT / "corpus" / "reports"
    golds = [
        read_gold(path) for split in ("train", "dev") for path in (corpus / split).glob("*.xml")
    ]
    golds.sort(key=lambda gold: gold.text)
    pairs = ((gold, kind) for kind in KINDS for gold in golds)
    yield from (lay(gold, kind).text for gold, kind in islice(pairs, count))


def start(folder: Path, output: Path, *options: str) -> subprocess.Popen[bytes]:
    """The command, in a process group of its own."""
    return subprocess.Popen(
        [PROGRAM, "annotate", str(folder), "--output", str(output), *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def killed_run(folder: Path, output: Path, points: list[int], random: Random, *options: str) -> int:
    """Run, kill the main process a moment after each of ``points`` files, run on to the end.

    Returns how many kills met a running process. Raises ``RuntimeError`` where its workers
    outlive it.
    """
    killed = 0
    for point in points:
        process = start(folder, output, "--resume", *options)
        while process.poll() is None and (files_done(output) or 0) < point:
            time.sleep(0.02)
        time.sleep(random.random() * 1.5)
        if process.poll() is not None:
            break
        process.kill()
        process.wait()
        killed += 1
        _await_end_of_group(process.pid)
    if start(folder, output, "--resume", *options).wait() != 0:
        raise RuntimeError("the resumed run failed")
    return killed


def _await_end_of_group(group: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    raise RuntimeError("workers outlived the process that was killed")


def contents(output: Path) -> dict[str, str]:
    """A hash of each file of the output, by name."""
    found = {}
    for path in sorted(output.iterdir()):
        if path.is_file():
            with path.open("rb") as stream:
                found[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
        else:
            found[path.name] = "a folder"
    return found


def memory_run(folder: Path, output: Path, marks: list[int], *options: str) -> None:
    """Run undisturbed; print the resident memory of all processes at each mark."""
    process = start(folder, output, *options)
    waiting = list(marks)
    while process.poll() is None:
        if waiting and (files_done(output) or 0) >= waiting[0]:
            print(f"  {waiting.pop(0):>6,} files: {_memory(process.pid)}", flush=True)
        time.sleep(0.2)
    if process.returncode:
        raise RuntimeError("the undisturbed run failed")


def _memory(process: int) -> str:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    named = [("main", str(process)), *(("other", child) for child in children)]
    return ", ".join(f"{name} {_resident(child)} MB" for name, child in named)


def _resident(process: str) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1000


def _kill(arguments: argparse.Namespace, folder: Path) -> None:
    count, random = arguments.documents, Random(arguments.seed)
    options = ["--workers", "2", *(f"--format={one}" for one in arguments.format)]
    began = time.monotonic()
    marks = [count // 10, count // 2, count - count // 50]
    memory_run(folder / "in", folder / "whole", marks, *options)
    print(f"undisturbed: {time.monotonic() - began:.0f} s, {os.getloadavg()[0]:.1f} load")
    points = sorted(random.sample(range(count), arguments.kills))
    began = time.monotonic()
    killed = killed_run(folder / "in", folder / "killed", points, random, *options)
    print(f"killed {killed} times, near {points}: {time.monotonic() - began:.0f} s in all")
    same = contents(folder / "whole") == contents(folder / "killed")
    print("the results are", "the same, byte for byte" if same else "NOT the same")
    for name, digest in contents(folder / "killed").items():
        print(f"  {name} {(folder / 'killed' / name).stat().st_size:,} bytes {digest[:16]}")
    sys.exit(0 if same else 1)


def _speed(arguments: argparse.Namespace, folder: Path) -> None:
    best = {1: float("inf"), 2: float("inf")}
    for number in range(arguments.rounds):
        for workers in best:
            output = folder / f"out-{number}-{workers}"
            wall, busy = _timed(start(folder / "in", output, "--workers", str(workers)))
            best[workers] = min(best[workers], wall)
            load = os.getloadavg()[0]
            print(f"{workers} workers: {wall:.1f} s, {busy:.1f} s of CPU, load {load:.1f}")
    # The fastest of the rounds: all that other work on the machine can do is slow them down.
    print(f"best {best[1]:.1f} s and {best[2]:.1f} s: {best[1] / best[2]:.2f} times", flush=True)


def _timed(process: subprocess.Popen[bytes]) -> tuple[float, float]:
    """Seconds until it ends, and seconds of CPU that it and its workers took."""
    began = time.monotonic()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError("a run failed")
    return time.monotonic() - began, used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["kill", "speed"])
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--format", action="append", default=None)
    arguments = parser.parse_args()
    arguments.format = arguments.format or ["jsonl"]
    with tempfile.TemporaryDirectory() as name:
        write_files(Path(name) / "in", arguments.documents)
        {"kill": _kill, "speed": _speed}[arguments.what](arguments, Path(name))


if __name__ == "__main__":
    main()
