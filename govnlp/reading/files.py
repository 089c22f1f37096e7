"""A path → the bytes of a regular file of bearable size. Never blocks."""

from __future__ import annotations

import errno
import os
import stat

from govnlp.reading.errors import ReadError, failure

#: What a path can be instead of a regular file.
_NAMES = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a character device"),
    (stat.S_ISBLK, "a block device"),
)
_CODES = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "missing",
    errno.ENAMETOOLONG: "missing",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.ELOOP: "loop",
}


def load(path: str, max_bytes: int) -> bytes:
    """The bytes of the file at ``path``, at most ``max_bytes``; raises ``ReadError``."""
    try:
        # Asked first, for opening a pipe waits for its writer and opening a device may act;
        # and again on what was opened, which may be another thing by then.
        _check(path, os.stat(path), max_bytes)
        descriptor = os.open(path, os.O_RDONLY | _flag("O_NONBLOCK") | _flag("O_BINARY"))
        with open(descriptor, "rb") as file:
            _check(path, os.fstat(descriptor), max_bytes)
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise _translated(path, error) from error
    except ValueError as error:
        if isinstance(error, ReadError):
            raise
        raise failure(path, "missing") from error  # a NUL in the path
    if len(data) > max_bytes:
        raise _too_large(path, len(data), max_bytes)
    if not data:
        raise failure(path, "empty", what="0 bytes")
    return data


def _check(path: str, status: os.stat_result, max_bytes: int) -> None:
    if not stat.S_ISREG(status.st_mode):
        name = next((name for test, name in _NAMES if test(status.st_mode)), "something else")
        raise failure(path, "not_a_file", what=name)
    if status.st_size > max_bytes:
        raise _too_large(path, status.st_size, max_bytes)


def _translated(path: str, error: OSError) -> ReadError:
    code = _CODES.get(error.errno or 0)
    return failure(path, code) if code else failure(path, "io", what=error.strerror or error)


def _too_large(path: str, size: int, max_bytes: int) -> ReadError:
    what = f"it is {size:,} bytes long, over the limit of {max_bytes:,}"
    return failure(path, "too_large", what=what, limit="max_bytes")


def _flag(name: str) -> int:
    return int(getattr(os, name, 0))  # not every system has every flag
