"""The fenced blocks of a lesson's file: lines of `name: value`, and answers that begin with + or -."""

from dataclasses import dataclass, field

# What begins an answer: the right one, or a wrong one.
_RIGHT, _WRONG = "+ ", "- "


@dataclass
class Entry:
    """A line of a block, from 1 within the file: its name and value; an answer's name is + or -."""

    line: int
    name: str
    value: str


@dataclass
class Block:
    """A fenced block: what it is, the words after that, where it begins, and its entries."""

    kind: str
    word: str
    line: int
    entries: list[Entry] = field(default_factory=list)

    def one(self, name: str) -> Entry | None:
        """The first entry of a name."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def every(self, name: str) -> list[Entry]:
        """All entries of a name."""
        return [entry for entry in self.entries if entry.name == name]

    @property
    def answers(self) -> list[Entry]:
        """The answers."""
        return [entry for entry in self.entries if entry.name in "+-"]


def block(info: str, content: str, line: int) -> Block:
    """Reads a fence that begins at a line; ValueError names the first line that is no entry."""
    kind, _, word = info.strip().partition(" ")
    found = Block(kind, word.strip(), line)
    for at, text in enumerate(content.splitlines(), line + 1):
        if not text.strip():
            continue
        if text.startswith((_RIGHT, _WRONG)):
            found.entries.append(Entry(at, text[0], text[2:].strip()))
        elif text.startswith("  ") and found.entries:
            found.entries[-1].value += f" {text.strip()}"
        else:
            name, colon, value = text.partition(":")
            found.entries.append(Entry(at, name.strip() if colon else "", value.strip()))
    return found
