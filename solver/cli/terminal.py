"""Text for any terminal: characters that its encoding lacks are replaced by others that it has."""

import codecs
import sys
import unicodedata

# Written as words or signs where a terminal does not know the character; accents and ligatures are taken apart.
_WORDS = {
    "−": "-",
    "–": "-",
    "×": "x",
    "·": "*",
    "…": "...",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "∞": "infinity",
    "√": "sqrt",
    "∑": "sum",
    "∇": "grad ",
    "∂": "d",
    "‖": "||",
    "→": "->",
    "±": "+-",
    "²": "^2",
    "³": "^3",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "æ": "ae",
    "đ": "d",
}
_HANDLER = "in-known-characters"


def print_anything() -> None:
    """Makes both output streams replace characters that they cannot encode."""
    codecs.register_error(_HANDLER, _in_known_characters)
    for stream in (sys.stdout, sys.stderr):
        # What stands in for a terminal may be no text stream of Python's own.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=_HANDLER)


def _in_known_characters(error: UnicodeError) -> tuple[str, int]:
    """What stands for the characters that cannot be encoded."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_known, error.object[error.start : error.end])), error.end


def _known(character: str) -> str:
    """A character in ASCII: by a word or sign, its letter without accents, its Greek name; else its number."""
    if character in _WORDS:
        return _WORDS[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    if plain:
        return plain
    name = unicodedata.name(character, "")
    if name.startswith("GREEK ") and " LETTER " in name:
        letter = name.split(" LETTER ")[1].split(" ")[0].lower()
        return letter.capitalize() if "CAPITAL" in name else letter
    return character.encode("ascii", "backslashreplace").decode("ascii")
