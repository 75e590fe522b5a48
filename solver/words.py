"""Numbers in sentences, all written alike: no exponent with zeros, no minus before a zero."""

import math

# Smaller and larger numbers are written with a power of ten.
_SMALL, _LARGE = 1e-3, 1e6
# Significant digits of a number in a sentence, and of one that somebody set.
DIGITS, SET_DIGITS = 3, 6


def number(value: float, digits: int = DIGITS) -> str:
    """A number of so many significant digits, zeros at the end left out; whole places are never rounded away."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite" if value > 0 else "−infinite"
    size = abs(value)
    if size == 0:
        return "0"
    sign = "−" if value < 0 else ""
    # A number that rounds up to the limit is written without a power of ten.
    rounded = float(f"{size:.{digits - 1}e}")
    if _SMALL <= rounded < _LARGE:
        places = max(0, digits - 1 - math.floor(math.log10(rounded)))
        return sign + _trimmed(f"{size:.{places}f}")
    mantissa, _, power = f"{size:.{digits - 1}e}".partition("e")
    return f"{sign}{_trimmed(mantissa)}e{int(power)}".replace("-", "−")


def given(value: float) -> str:
    """A number that somebody set, with the digits that it was set with."""
    return number(value, SET_DIGITS)


def percent(share: float) -> str:
    """A share in hundredths."""
    return f"{number(100 * share)} %"


def apart(*values: float) -> list[str]:
    """Numbers with as many digits as it takes to tell them apart, if they are."""
    digits = DIGITS
    while digits < 17 and len({number(value, digits) for value in values}) < len(set(values)):
        digits += 1
    return [number(value, digits) for value in values]


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun: '1 point', '1,200 points'."""
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
