"""The colours of both themes, once: style sheet, figures and canvases all take them from here."""

from dataclasses import asdict, dataclass, fields

# Even steps of lightness from deep blue over teal to sand (OKLCH lightness 0.30 to 0.97), for low to high.
SURFACE = (
    "#142d53",
    "#1a436b",
    "#1d5a82",
    "#22748f",
    "#348d98",
    "#54a59d",
    "#80bb9c",
    "#b4cd9e",
    "#dddfb0",
    "#fdf3d9",
)
FONT = "Inter, system-ui, sans-serif"


@dataclass(frozen=True)
class Theme:
    """The tokens of a theme; in the style sheet they are variables of the same names."""

    page: str
    card: str
    line: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    warm: str
    grid: str
    # The classes: points and fields (toned down towards the card). Six of each can be told apart whatever the eye;
    # a test holds them to it.
    class_0: str
    class_1: str
    class_2: str
    class_3: str
    class_4: str
    class_5: str
    field_0: str
    field_1: str
    field_2: str
    field_3: str
    field_4: str
    field_5: str
    rim: str
    casing: str
    contender_0: str
    contender_1: str
    contender_2: str
    contender_3: str
    contender_4: str
    contender_5: str


LIGHT = Theme(
    page="#f7f8f4",
    card="#ffffff",
    line="#e3e5df",
    ink="#141c28",
    muted="#586474",
    accent="#0f5f73",
    on_accent="#ffffff",
    warm="#b4430e",
    grid="#d9dcd6",
    class_0="#2c7fb8",
    class_1="#e8762c",
    class_2="#45bfa6",
    class_3="#8e2b4c",
    class_4="#d2c94a",
    class_5="#3f3a91",
    field_0="#a6cee6",
    field_1="#f6c6a1",
    field_2="#b0e2d5",
    field_3="#d5a1ae",
    field_4="#ece8ac",
    field_5="#a4a6da",
    rim="#ffffff",
    casing="#ffffff",
    contender_0="#1b1b1b",
    contender_1="#cc4c8a",
    contender_2="#8a63d2",
    contender_3="#e1a100",
    contender_4="#3f8f3a",
    contender_5="#7a4a21",
)
DARK = Theme(
    page="#0f1417",
    card="#171b21",
    line="#2a2f37",
    ink="#f0f3f5",
    muted="#9aa5b1",
    accent="#5cc3d6",
    on_accent="#0b1a1f",
    warm="#ff9a5c",
    grid="#333a43",
    class_0="#4a9fd8",
    class_1="#f0853c",
    class_2="#63d9c0",
    class_3="#bc3a5c",
    class_4="#e8e27a",
    class_5="#665fd0",
    field_0="#1d4868",
    field_1="#6b3d1b",
    field_2="#2b665c",
    field_3="#612439",
    field_4="#6d6c3a",
    field_5="#312f6d",
    rim="#0f1417",
    casing="#171b21",
    contender_0="#f2f2f2",
    contender_1="#e06aa4",
    contender_2="#a384ea",
    contender_3="#e1a100",
    contender_4="#6fbf68",
    contender_5="#c28a5a",
)
THEMES = {"light": LIGHT, "dark": DARK}


def variables() -> str:
    """Both themes as CSS variables, each of them light-dark(...)."""
    pairs = ((f.name.replace("_", "-"), getattr(LIGHT, f.name), getattr(DARK, f.name)) for f in fields(Theme))
    lines = "".join(f"--{name}:light-dark({light},{dark});" for name, light, dark in pairs)
    return f":root{{{lines}--font:{FONT}}}"


def tokens() -> dict[str, dict[str, str]]:
    """Both themes for the page's modules."""
    return {name: asdict(theme) for name, theme in THEMES.items()}
