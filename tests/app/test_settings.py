import dataclasses

import pytest

from app.settings import Settings

NAMES = [f"BASIN_{field.name.upper()}" for field in dataclasses.fields(Settings)]


def test_without_any_variable_the_defaults_hold():
    assert Settings.from_environment({}) == Settings()
    assert Settings.from_environment({"PATH": "/bin", "BASIN_THREADS": "4"}) == Settings()


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_its_variable(name):
    settings = Settings.from_environment({name: "7"})
    assert getattr(settings, name.removeprefix("BASIN_").lower()) == 7
    assert settings != Settings()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "many", "٣", "²", " 1", "1e3", "True"])
def test_what_is_no_positive_whole_number_is_refused_naming_the_variable(name, text):
    with pytest.raises(ValueError, match=f"{name} must be a whole number of at least 1, not '"):
        Settings.from_environment({name: text})
