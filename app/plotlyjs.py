"""The plotly.js that the page loads."""

import re

from plotly.offline import get_plotlyjs

# The canvas that labels in space are drawn on is only ever read back: browsers warn unless they are told so.
_READ_BACK = re.compile(r'(\.width=8192,\w+\.height=1024,\w+=\w+\.getContext\("2d")\)')


def plotlyjs() -> str:
    """Plotly's own, but for the canvas of its labels."""
    return _READ_BACK.sub(r"\1,{willReadFrequently:!0})", get_plotlyjs())
