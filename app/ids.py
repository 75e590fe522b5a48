"""Every component id of the page. A control for a number is named as in the query; its slider adds a suffix."""

INPUTS = "inputs"
PROBLEM = "problem"
STAGE = "stage"
DESCENT = "descent"
EPOCH = "epoch"
CAPTION = "caption"
HEIGHT = "height"
# Plotly itself uses the name "scene".
SCENE = "stage-scene"
MARKS = "marks"
TRANSPORT = "transport"
TABLE = "table"
BOUNDARY = "boundary"
CURVE = "curve"
CURVE_AXIS = "curve-axis"
CURVE_STANDING = "curve-standing"
BRANCH_NOTE = "branch-note"
TAKE_BACK = "take-back"
SUMMARY = "summary"
NOTICE = "notice"
SHARE = "share"
RESET = "reset"
KEYS = "keys"
OPEN_INPUTS = "open-inputs"
CLOSE_INPUTS = "close-inputs"
CARDS_ABOVE = "cards-above"
CARDS_BELOW = "cards-below"
CONTENDER = "contender"
CONTENDER_TOOLS = "contender-tools"
ADD_CONTENDER = "add-contender"
SYMBOLS = "symbols"
NEW_POINTS = "new-points"
FLIP_POINT = "flip-point"
DELETE_POINT = "delete-point"
UNDO_EDIT = "undo-edit"
UNDO_EDITS = "undo-edits"
BOUNDARY_HINT = "boundary-hint"
BOUNDARY_SAID = "boundary-said"
YOUR_DATA = "your-data"
DATA_DIALOG = "data-dialog"
DATA_TABLE = "data-table"
DATA_FILE = "data-file"
DATA_SAID = "data-said"
DATA_WRONG = "data-wrong"
DATA_USE = "data-use"
DATA_CANCEL = "data-cancel"
OPEN_RUN = "open-run"
HISTORY = "open-history"
HISTORY_DIALOG = "history-dialog"
HISTORY_BODY = "history-body"
VIEW_TOOLS = "view-tools"
STAGE_HANDS = "stage-hands"
STAGE_NOTE = "stage-note"
STAGE_SAID = "stage-said"

# The property of the descent that asks for a run.
QUERY = "data-query"


def slider(name: str) -> str:
    """The id of a control's slider."""
    return f"{name}-slider"


def error(name: str) -> str:
    """The id of the place for the refusal of a control's value."""
    return f"{name}-error"


def row(name: str) -> str:
    """The id of a control's row, with its label."""
    return f"{name}-row"


def help(name: str) -> str:
    """The id of the sentence that explains what is chosen."""
    return f"{name}-help"


def formula(name: str) -> str:
    """The id of the place for the formula of what is chosen."""
    return f"{name}-formula"


def symbol(name: str) -> str:
    """The id of the place for a control's symbol."""
    return f"{name}-symbol"


def chosen(name: str) -> str:
    """The id of the place for the label of what is chosen by picture."""
    return f"{name}-chosen"


def card(name: str) -> str:
    """The id of the card around a picture."""
    return f"{name}-card"


def title(name: str) -> str:
    """The id of a picture's heading."""
    return f"{name}-title"


def note(name: str) -> str:
    """The id of the place for what there is to say of a picture."""
    return f"{name}-note"


def close(name: str) -> str:
    """The id of the button that closes a dialog."""
    return f"{name}-close"
