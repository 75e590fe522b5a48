"""plotly.js as the page gets it."""

from plotly.offline import get_plotlyjs

from app.plotlyjs import plotlyjs


def test_the_canvas_of_its_labels_is_made_to_be_read() -> None:
    mark = ",{willReadFrequently:!0})"
    assert len(plotlyjs()) == len(get_plotlyjs()) + len(mark) - 1
    assert plotlyjs().replace(mark, ")") == get_plotlyjs().replace(mark, ")")
