"""What is raised when a file cannot be read: one class, one code a cause."""

from __future__ import annotations

from typing import Final

#: code → (what is wrong, what to do). Braces are filled by whoever raises.
CAUSES: Final[dict[str, tuple[str, str]]] = {
    "missing": ("there is no such file", "check the path"),
    "not_a_file": ("it is {what}, not a regular file", "name a file"),
    "loop": ("it is a symbolic link that leads back to itself", "name the file itself"),
    "permission": ("permission to read it is denied", "ask its owner or change its mode"),
    "io": ("the system could not read it ({what})", "check the disk or copy the file again"),
    "too_large": ("{what}", "raise the limit ({limit}) or split the file"),
    "empty": ("it holds no text ({what})", "check that it was saved or downloaded whole"),
    "unsupported": ("govnlp does not read {what}", "{advice}"),
    "wrong_type": ("its content is {what}, not {expected} as its name says", "{advice}"),
    "binary": ("it is not text ({what})", "find out what program wrote it and export text"),
    "undecodable": (
        "its bytes are no Chinese text in UTF-8, UTF-16, GB18030 or Big5",
        "save it again as UTF-8",
    ),
    "encrypted": ("it is protected by a password", "save a copy without the password"),
    "scanned": (
        "its {pages} page(s) hold pictures or drawings but no text layer",
        "run OCR on it first, for example with ocrmypdf -l chi_sim",
    ),
    "truncated": ("it breaks off before its end", "copy or download it again"),
    "corrupt": ("it is damaged ({what})", "open it in its own program and save it again"),
}


class ReadError(ValueError):
    """A file that cannot be read.

    ``path`` names the file, ``code`` is a key of ``CAUSES``, ``message`` a sentence
    that names the file, the cause and what to do about it.
    """

    def __init__(self, path: str, code: str, message: str) -> None:
        super().__init__(path, code, message)  # the arguments that pickling hands back
        self.path = path
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return self.message


def failure(path: str, code: str, **details: object) -> ReadError:
    """The ``ReadError`` of a cause, its sentence filled with ``details``."""
    what, advice = CAUSES[code]
    sentence = f"{path}: {what.format_map(details)}; {advice.format_map(details)}"
    return ReadError(path, code, printable(sentence))


def printable(text: str) -> str:
    """``text`` without the lone surrogates that a file name can hold, so that it can be written."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
