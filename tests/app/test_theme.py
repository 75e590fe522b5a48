"""The colours of classes can be told apart, in full colour and with each kind of colour blindness."""

from itertools import combinations

import numpy as np
import pytest

from app.theme import THEMES
from solver.datasets import DATASETS

# The effect of each colour blindness on linear RGB: Machado, Oliveira & Fernandes 2009, severity 1.
EYES = {
    "full": np.eye(3),
    "no red": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "no blue": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
# Linear RGB to OKLab: Ottosson 2020.
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
CLASSES = range(6)
# Least distances in OKLab: points lie among each other; fields lie side by side with a line between them.
APART = {"class": 0.1, "field": 0.04}


def seen(colour: str, eye: str) -> np.ndarray:
    rgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return OKLAB @ np.cbrt(CONES @ np.clip(np.asarray(EYES[eye]) @ linear, 0, 1))


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("part", APART)
@pytest.mark.parametrize("name", THEMES)
def test_no_two_classes_look_alike(name, part, eye):
    colours = [getattr(THEMES[name], f"{part}_{c}") for c in CLASSES]
    for a, b in combinations(colours, 2):
        assert np.linalg.norm(seen(a, eye) - seen(b, eye)) >= APART[part], (a, b)


@pytest.mark.parametrize("name", THEMES)
def test_points_stand_out_from_the_field_of_their_class(name):
    theme = THEMES[name]
    for c in CLASSES:
        point, field = (seen(getattr(theme, f"{part}_{c}"), "full") for part in ("class", "field"))
        assert np.linalg.norm(point - field) >= 0.12


@pytest.mark.parametrize("name", THEMES)
def test_no_class_looks_like_a_contender(name):
    theme = THEMES[name]
    for c in CLASSES:
        for k in range(6):
            point, line = seen(getattr(theme, f"class_{c}"), "full"), seen(getattr(theme, f"contender_{k}"), "full")
            assert np.linalg.norm(point - line) >= 0.07


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=list(DATASETS))
def test_there_is_a_colour_for_each_class_that_a_data_set_can_have(dataset):
    for p in dataset.parameters:
        if p.integer:
            assert dataset.classes({**dataset.defaults(), p.name: p.high}) <= len(CLASSES)
