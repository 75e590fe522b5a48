"""The output of `python -m solver list`: everything that is registered, in words that fit a terminal."""

import pytest

from solver.cli.listing import SECTIONS, WIDTH, listing
from solver.config.query import CONTENDER, PROBLEM, RUN
from solver.registry import Choice, Several
from solver.schedules import MANUAL
from solver.stopping import RULES, TOLERANCE

KEYS = PROBLEM | CONTENDER | RUN


def words(text: str) -> str:
    """A text without line breaks and indentation, which depend on the width."""
    return " ".join(text.split())


def registries() -> dict[str, object]:
    """Every registry that a link takes names from, by the link's name."""
    found = {}
    for name, key in KEYS.items():
        if isinstance(key.kind, Several | Choice):
            found[name] = key.kind.registry
        elif key.registry is not None:
            found[name] = key.registry
    return found


def test_every_registry_is_a_section_under_the_links_name():
    listed = {section.key: section.registry for section in SECTIONS.values() if section.key}
    assert listed == registries()
    assert SECTIONS["stopping"].registry is RULES


ENTRIES = [(name, entry) for name, section in SECTIONS.items() for entry in section.registry.values()]


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=lambda each: getattr(each, "name", each))
def test_every_entry_is_there_with_all_its_words(name, entry):
    text = words(listing(name))
    assert f" {entry.name}: {entry.label} {words(entry.help)}" in text
    for part in (entry.latex, entry.cite, getattr(entry, "latex_many", "")):
        assert words(part) in text


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=lambda each: getattr(each, "name", each))
def test_every_parameter_is_there_with_range_default_and_help(name, entry):
    text = words(listing(name))
    for p in (entry.limit,) if name == "stopping" else entry.parameters:
        of = f"one of {', '.join(p.registry)}" if isinstance(p, Choice) else p.limits()
        default = "none" if p.default is None else p.text(p.default)
        assert words(f"{p.name} {p.label}: {of}; default {default}. {p.help}") in text


def test_optimizers_have_their_default_rates():
    text = words(listing("optimizers"))
    assert "lr default 0.005 for losses that are sums over the points, 0.5 for means" in text


def test_options_of_every_choice_are_listed_with_it():
    assert words(f"For each of them: manual {MANUAL.label}: {MANUAL.limits()}") in words(listing("schedules"))
    assert words(f"tolerance {TOLERANCE.label}:") in words(listing("stopping"))
    assert "resolution" in listing("planes")


@pytest.mark.parametrize("name", [None, *SECTIONS])
def test_it_fits_a_terminal(name):
    for line in listing(name).splitlines():
        assert len(line) <= WIDTH
        assert line == line.rstrip()


def test_all_of_it_is_its_sections_one_after_another():
    assert listing() == "\n\n".join(map(listing, SECTIONS))


def test_an_unknown_list_is_refused_with_the_known_ones():
    with pytest.raises(
        ValueError, match=r"There is no list 'optimizer'; the lists are datasets, .*optimizers, .*slices\."
    ):
        listing("optimizer")
