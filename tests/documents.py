"""What README.md and CONTRIBUTING.md say: their blocks of code, the commands in them, and the files that they name."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

#: Between a command in a block and the words that explain it.
_EXPLAINED = re.compile(r"\s{2,}|\s+#\s")
#: A folder or a file of ours: no address, no name of a protocol, no path at somebody's server.
_PATH = re.compile(r"[\w.][\w.-]*(?:/[\w.-]+)+/?")


@dataclass(frozen=True, slots=True)
class Document:
    """One text in Markdown."""

    text: str

    @staticmethod
    def named(name: str) -> Document:
        """A file at the top of the repository."""
        return Document((ROOT / name).read_text(encoding="utf-8"))

    def blocks(self) -> list[str]:
        """The blocks of code: what is indented by four, without that."""
        found = re.findall(r"(?<=\n\n)(?: {4}.*\n|\n(?= {4}))+", self.text)
        return [re.sub(r"^ {4}", "", block, flags=re.MULTILINE).strip("\n") for block in found]

    def spans(self) -> list[str]:
        """What stands between backticks within a line of text."""
        text = "\n".join(line for line in self.text.splitlines() if not line.startswith("    "))
        return [re.sub(r"\s+", " ", span) for span in re.findall(r"`([^`]+)`", text)]

    def lines_of(self, program: str) -> list[str]:
        """The lines in blocks that call this program, without what explains them."""
        lines = [_EXPLAINED.split(line)[0] for block in self.blocks() for line in block.splitlines()]
        return [line for line in lines if line.split(" ")[0] == program]

    def calls(self, program: str, *, in_text: bool = True) -> list[list[str]]:
        """The arguments of every call of this program, in blocks and in the text, with all that may be left out."""
        spans = [span for span in self.spans() if in_text and span.startswith(f"{program} ")]
        return [re.sub(r"[\[\]]", "", call).split()[1:] for call in (*self.lines_of(program), *spans)]

    def options(self) -> set[str]:
        """Every ``--option`` that is named."""
        return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", self.text))

    def paths(self) -> set[str]:
        """The files and folders that are named, and those that are linked."""
        linked = {link for link in re.findall(r"\]\(([^)#]+)", self.text) if "://" not in link}
        return linked | {span for span in self.spans() if _PATH.fullmatch(span)}

    def menu_items(self) -> set[str]:
        """What is said to stand in a menu: *Environment → Restore…* is two of them."""
        said = re.findall(r"(?<!\*)\*([^*\n]+(?:→|…)[^*\n]*)\*(?!\*)", re.sub(r"\n\s*", " ", self.text))
        return {part.strip() for item in said for part in item.split("→")}


def exists(path: str) -> bool:
    """Whether it is there; a module may be named without its ending, and without the package that it is in. What is
    built is there once it has been built."""
    if path.startswith(("build/", "dist/")):
        return True
    places = [ROOT / path, ROOT / "hcdesktop" / path]
    return any(place.exists() or place.with_name(f"{place.name}.py").is_file() for place in places)


def commands_of(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Every command with its options; ``--help`` explains itself."""
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}
    yield " ".join(words), options - {"--help"}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                yield from commands_of(below, (*words, name))
