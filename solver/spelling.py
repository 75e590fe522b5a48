"""The name or number that a misspelt one stands for, so that its refusal says what would be right."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

# The most similar names that are listed, and the fewest characters of a name that may match as part of another.
_MOST_NEAR = 3
_LEAST_PART = 3
# The share of two names' characters that must agree: sgd is not amsgrad.
_ALIKE = 0.7
_LONGEST = 100
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,4})?")
# A comma before three digits may separate thousands.
_DECIMAL_COMMA = re.compile(r"([+-]?[0-9]*),([0-9]{1,2}|[0-9]{4,})")
_MINUS = str.maketrans("\u2010\u2011\u2012\u2013\u2212", "-----")


def heard(text: str) -> str:
    """A text without differences of writing: capitals, spaces, hyphens, underscores."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def near(text: str, labels: Mapping[str, str]) -> list[str]:
    """The names that a text may mean, of names with labels: all equal but for writing, or else the few most similar."""
    asked = heard(text[:_LONGEST])
    sounds = [(heard(each), name) for name, label in labels.items() for each in (name, label, label.partition("(")[0])]
    same = _distinct([name for sound, name in sounds if sound == asked])
    if not asked:
        return []
    if same:
        # A name means itself, whichever entry has it as a label.
        return [name for name in same if heard(name) == asked][:1] or same[:_MOST_NEAR]
    parts = [name for sound, name in sounds if len(asked) >= _LEAST_PART and asked in sound]
    close = get_close_matches(asked, [sound for sound, _ in sounds], _MOST_NEAR, _ALIKE)
    return _distinct([*parts, *(name for each in close for sound, name in sounds if sound == each)])[:_MOST_NEAR]


def question(names: list[str]) -> str:
    """'did you mean adam, adamw or nadam?'"""
    *others, last = names
    return f"did you mean {', '.join(others)} or {last}?" if others else f"did you mean {last}?"


def number_meant(text: str) -> str | None:
    """The number that a text means, as it should be written; None if it means none, or may mean several."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST]).translate(_MINUS).strip()
    plain = _DECIMAL_COMMA.sub(r"\1.\2", plain) if _DECIMAL_COMMA.fullmatch(plain) else plain
    return plain if len(text) <= _LONGEST and _NUMBER.fullmatch(plain) else None


def _distinct(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))
