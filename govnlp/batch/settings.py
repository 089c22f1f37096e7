"""What a run was asked to do: what a run that goes on from it must be asked, too."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from govnlp.batch.walk import InputFile


def settings_of(
    files: Sequence[InputFile], options: dict[str, Any], formats: Sequence[str], model: str
) -> dict[str, Any]:
    """All that a run's records depend on, as plain values.

    Files by name, size and time of their last change: to hash them would be to read all of
    them twice. A path among the options stands for the bytes that it leads to.
    """
    return {
        "govnlp": version("govnlp"),
        "model": model,
        "options": {name: _plain(value) for name, value in sorted(options.items())},
        "formats": sorted(formats),
        "files": [_identity(file) for file in files],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Path) or (isinstance(value, str) and os.path.isdir(value)):
        return _digest(Path(value))
    return value if isinstance(value, str | int | float | None) else repr(value)


def _digest(path: Path) -> str:
    """A hash of a file, or of all files in a folder with their names."""
    inside = sorted(path.rglob("*")) if path.is_dir() else [path]
    digest = hashlib.sha256()
    for one in (one for one in inside if one.is_file()):
        digest.update(f"{one.relative_to(path)}\0{one.stat().st_size}\0".encode())
        with one.open("rb") as stream:
            while data := stream.read(1 << 20):
                digest.update(data)
    return f"sha256 {digest.hexdigest()}"


def _identity(file: InputFile) -> list[Any]:
    try:
        status = file.path.stat()
    except OSError:
        return [file.name, None, None]
    if file.path.is_dir():  # one that cannot be listed
        return [file.name, None, None]
    return [file.name, status.st_size, status.st_mtime_ns]


def difference(before: dict[str, Any], now: dict[str, Any]) -> str | None:
    """What differs between the settings of two runs, in words; ``None`` where nothing does."""
    for name in ("govnlp", "model", "formats"):
        if before.get(name) != now[name]:
            return f"{name} was {_shown(before.get(name))} and is {_shown(now[name])}"
    options = before.get("options", {})
    for name in sorted({*options, *now["options"]}):
        if options.get(name) != now["options"].get(name):
            was, is_now = _shown(options.get(name)), _shown(now["options"].get(name))
            return f"{name} was {was} and is {is_now}"
    return _changed(before.get("files", []), now["files"])


def _shown(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _changed(before: list[list[Any]], now: list[list[Any]]) -> str | None:
    if before == now:
        return None
    old, new = ({name: values for name, *values in files} for files in (before, now))
    kinds = {
        "gone": [name for name in old if name not in new],
        "new": [name for name in new if name not in old],
        "changed": [name for name in old if name in new and old[name] != new[name]],
    }
    for what, names in kinds.items():
        if names:
            others = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            return f"among the input files {names[0]}{others} {_are(names)} {what}"
    return "the input files come in another order"


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"
