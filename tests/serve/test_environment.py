"""Settings from outside: each is documented, and what cannot be is said in a sentence."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from nemcon.serve.run import as_variables
from nemcon.web.settings.environment import SETTINGS, BadSetting, Environment, read

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_the_table_in_operations_lists_every_setting_with_its_default_and_meaning() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \| (.*?) \|$", OPERATIONS.read_text(), re.MULTILINE)

    assert rows == [(s.name, f"`{s.default}`" if s.default else "", s.meaning) for s in SETTINGS]


def test_every_setting_is_a_field_and_every_field_a_setting() -> None:
    fields = {field.name for field in dataclasses.fields(Environment)}

    assert fields == {setting.name.removeprefix("NEMCON_").lower() for setting in SETTINGS}


def test_an_empty_variable_is_one_that_is_not_set() -> None:
    assert read(dict.fromkeys((s.name for s in SETTINGS), "")) == read({})


def test_what_is_read_can_be_handed_on_as_variables() -> None:
    given = {
        "NEMCON_ALLOWED_HOSTS": "a.example, b.example",
        "NEMCON_PORT": "9000",
        "NEMCON_DATA": "/srv/nemcon",
        "NEMCON_DEBUG": "yes",
    }

    assert read(as_variables(read(given))) == read(given)
    assert read(given).allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("NEMCON_PORT", "http", "NEMCON_PORT is 'http'; it must be a whole number from 1 to 65535."),
        ("NEMCON_PORT", "0", "NEMCON_PORT is '0'; it must be a whole number from 1 to 65535."),
        ("NEMCON_HTTPS", "yes", "NEMCON_HTTPS is 'yes'; it must be one of own, proxy, local."),
        ("NEMCON_DEBUG", "maybe", "NEMCON_DEBUG is 'maybe'; it must be true or false."),
        ("NEMCON_SECRETKEY", "x", "NEMCON_SECRETKEY is not a setting of Nemcon."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(name: str, value: str, says: str) -> None:
    with pytest.raises(BadSetting) as refused:
        read({name: value})

    assert str(refused.value).startswith(says)
