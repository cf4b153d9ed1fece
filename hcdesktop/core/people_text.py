"""A file of people as rows of text: which letters its bytes are, and which character parts its cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from hcdesktop.core.errors import ErrorKind, InvalidInput

#: Most bytes of a file that are read: a million people, and not all of /dev/zero.
MAX_FILE = 128 * 1024 * 1024
_MEGABYTE = 1024 * 1024
#: Where several would do as well, the first.
_DELIMITERS = (",", ";", "\t")
_LOOKED_AT = 512  # bytes, by which UTF-16 without a mark is known
#: What no list of people has; of the first 32 characters only tab, line feed and carriage return.
_BINARY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
#: A first line that Excel reads, and some programs write for it.
_SEPARATOR_LINE = re.compile('\\A"?sep=([,;\t])"?(\r\n|\r|\n|\\Z)', re.IGNORECASE)
#: The first line that is not blank.
_FIRST_LINE = re.compile("\\S[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]*")
_END = re.compile("\r\n|\r|\n")
#: Characters that are parted into lines in one go: for all of a million people, the window would wait for a tenth of a
#: second for the interpreter.
_STRETCH = 1 << 16


class Encoding(StrEnum):
    """How the letters of a file are written; the values are Python's names."""

    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    WINDOWS_1252 = "windows-1252"  # and Latin-1, of which it only gives up what nobody sees


@dataclass(frozen=True, slots=True)
class Text:
    """A file that could be read."""

    encoding: Encoding
    marked: bool  # a byte order mark told the encoding
    text: str = field(repr=False)


_MARKS = {
    codecs.BOM_UTF8: Encoding.UTF_8,
    codecs.BOM_UTF16_LE: Encoding.UTF_16_LE,
    codecs.BOM_UTF16_BE: Encoding.UTF_16_BE,
}


def read_text(path: Path) -> Text:
    """The letters of a file. Raises ``InvalidInput``: ``FILE_UNREADABLE``, ``FILE_TOO_LARGE``, ``FILE_EMPTY``,
    ``FILE_NO_TEXT``."""
    content = _content(path)
    if isinstance(content, InvalidInput):
        raise content  # out here what was raised is not even its context
    read = decoded(content)
    if read is None:
        raise InvalidInput(ErrorKind.FILE_NO_TEXT)
    if not read.text or read.text.isspace():
        raise InvalidInput(ErrorKind.FILE_EMPTY)
    return read


def _content(path: Path) -> bytes | InvalidInput:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        return InvalidInput(ErrorKind.FILE_UNREADABLE, reason=error.strerror or "not readable")
    except ValueError:  # a name with a NUL in it
        return InvalidInput(ErrorKind.FILE_UNREADABLE, reason="no file name")
    if len(content) > MAX_FILE:
        return InvalidInput(ErrorKind.FILE_TOO_LARGE, limit=MAX_FILE // _MEGABYTE)
    return content


def decoded(content: bytes) -> Text | None:
    """The letters, by the byte order mark, else by what fits; ``None`` for what is no text."""
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _as(encoding, content[len(mark) :], marked=True)
    if (wide := _wide(content)) is not None:
        return _as(wide, content)
    read = _as(Encoding.UTF_8, content)
    if read is not None or _is_damaged(content):
        return read
    other = _as(Encoding.WINDOWS_1252, content)
    return None if other is None or _BINARY.search(other.text) else other


def _as(encoding: Encoding, content: bytes, *, marked: bool = False) -> Text | None:
    try:
        return Text(encoding, marked, content.decode(encoding))
    except UnicodeDecodeError:
        return None


def _wide(content: bytes) -> Encoding | None:
    """UTF-16 without a mark: the titles of the columns are mostly ASCII, so every other byte is zero."""
    first, second = content[:_LOOKED_AT:2], content[1:_LOOKED_AT:2]
    if first and not first.count(0) and second.count(0) * 2 > len(second):
        return Encoding.UTF_16_LE
    if second and not second.count(0) and first.count(0) * 2 > len(first):
        return Encoding.UTF_16_BE
    return None


def _is_damaged(content: bytes) -> bool:
    """Whether it was UTF-8 once: read as anything else, every letter with an accent would come in as two others."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(letter > "\x7f" for letter in text) - broken > broken


def delimiter_of(text: str, *, fits: Callable[[list[str]], bool]) -> tuple[str, int]:
    """What parts the cells, and how many letters of the text come before the titles; ``fits`` knows good titles."""
    told = _SEPARATOR_LINE.match(text)
    if told is not None:
        return told[1], told.end()
    found = _FIRST_LINE.search(text)
    first = "" if found is None else text[: found.end()].splitlines()[-1]

    def likely(delimiter: str) -> tuple[bool, int]:
        cells = _cells(first, delimiter)
        return fits(cells), len(cells)

    return max(_DELIMITERS, key=likely), 0


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return []


def rows_of(text: str, *, delimiter: str, start: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with its first line's number. Raises ``InvalidInput`` (``FILE_BROKEN``)."""
    reader = csv.reader(_lines(text, start), delimiter=delimiter, strict=True)
    before = 1 if start else 0
    while True:
        line = before + reader.line_num + 1
        row = _next(reader)
        if row is None:
            raise InvalidInput(ErrorKind.FILE_BROKEN, line=line)
        if not row and reader.line_num + before < line:
            return
        if any(map(str.strip, row)):
            yield line, row


def _lines(text: str, start: int) -> Iterator[str]:
    """Each with its end, as ``csv`` wants them."""
    while start < len(text):
        found = _END.search(text, start + _STRETCH)
        end = len(text) if found is None else found.end()
        yield from io.StringIO(text[start:end], newline="")
        start = end


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """The next row, ``[]`` after the last one, ``None`` where the quotes are not in order."""
    try:
        return next(reader, [])
    except csv.Error:
        return None
