"""Every component id of the page. A control's number has its query name, its slider that and a suffix."""

INPUTS = "inputs"
PROBLEM = "problem"
STAGE = "stage"
EPOCH = "epoch"
CAPTION = "caption"
HEIGHT = "height"
SCENE = "scene"
MARKS = "marks"
TRANSPORT = "transport"
TABLE = "table"
BOUNDARY = "boundary"
CURVE = "curve"
SUMMARY = "summary"
NOTICE = "notice"
RESET_VIEW = "reset-view"
SHARE = "share"
OPEN_INPUTS = "open-inputs"
CLOSE_INPUTS = "close-inputs"


def slider(name: str) -> str:
    """The id of a control's slider."""
    return f"{name}-slider"


def error(name: str) -> str:
    """The id of the place for a control's refusal."""
    return f"{name}-error"


def row(name: str) -> str:
    """The id of a control's row, label and all."""
    return f"{name}-row"


def help(name: str) -> str:
    """The id of the sentence that explains what is chosen."""
    return f"{name}-help"


def formula(name: str) -> str:
    """The id of the place for the formula of what is chosen."""
    return f"{name}-formula"


def chosen(name: str) -> str:
    """The id of the place for the label of what is chosen by its picture."""
    return f"{name}-chosen"
