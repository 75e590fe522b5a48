"""Arrays as JSON: bytes in base64, whole numbers as differences in base64 VLQ."""

import json

import numpy as np
import pytest

from app.packing import Differences, packed, vlq
from tests.app.client import unpack, whole

RNG = np.random.default_rng(2)


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([0, 1, -1, 15, -15], "ACDef"),
        ([16, -16, 31, 511, -511, 512], "gBhB+B+f/fggB"),
        ([16383, 16384, -524288, 1073741823, -1073741824], "+/fgggBhgggB+/////BhgggggC"),
    ],
)
def test_whole_numbers_are_written_as_source_maps_write_them(numbers, text):
    assert vlq(np.array(numbers, dtype=np.int32)) == text
    assert whole(text) == numbers


@pytest.mark.parametrize("spread", [1, 10, 100, 511, 512, 10_000, 2**20, 2**29])
@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.int64])
def test_whole_numbers_of_any_size_are_read_as_they_were_written(spread, dtype):
    if spread <= np.iinfo(dtype).max:
        numbers = RNG.integers(-spread, spread, 2000, endpoint=True).astype(dtype)
        assert whole(vlq(numbers)) == numbers.tolist()


@pytest.mark.parametrize("along", [(), (0,), (1,), (2,), (0, 2), (2, 0), (1, 1), (0, 0, 1, 1, 2, 2)])
@pytest.mark.parametrize("dtype", [np.uint8, np.int32])
def test_differences_along_any_axes_give_the_numbers(along, dtype):
    numbers = RNG.integers(0, 256, (4, 5, 6)).astype(dtype)
    sent = json.loads(packed({"numbers": Differences(numbers, along)}))["numbers"]
    assert (sent["dtype"], sent["shape"], sent["along"]) == (numbers.dtype.str, [4, 5, 6], list(along))
    assert unpack(sent).dtype == dtype
    assert (unpack(sent) == numbers).all()


def test_of_numbers_that_change_little_a_character_each_is_sent():
    numbers = np.add.outer(np.arange(50), np.arange(60)).astype(np.uint8)
    assert len(json.loads(packed({"numbers": Differences(numbers, (0, 1))}))["numbers"]["data"]) == numbers.size


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0)])
def test_no_numbers_are_no_characters(shape):
    sent = json.loads(packed({"numbers": Differences(np.zeros(shape, dtype=np.int32), (0,))}))["numbers"]
    assert sent["data"] == ""
    assert unpack(sent).shape == shape


def test_arrays_stand_in_their_places_whatever_texts_are_beside_them():
    data = {"a": "x", "b": [np.arange(3.0), {"c": Differences(np.arange(4), (0,))}], "d": '"', "e": np.float64(0.5)}
    sent = json.loads(packed(data))
    assert (sent["a"], sent["d"], sent["e"]) == ("x", '"', 0.5)
    assert unpack(sent["b"][0]).tolist() == [0, 1, 2]
    assert unpack(sent["b"][1]["c"]).tolist() == [0, 1, 2, 3]


def test_what_is_no_json_is_refused_by_its_name():
    with pytest.raises(TypeError, match="set"):
        packed({"a": {1}})
