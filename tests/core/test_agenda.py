"""The agenda as data: stable JSON with a published schema."""

import json
from pathlib import Path

import jsonschema
import msgspec
import pytest

from nemcon.core.agenda import Agenda, Item, decode, encode, reference, schema, walk

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "src/nemcon/demo/reference"


def test_the_published_schema_is_the_one_that_the_code_has() -> None:
    assert json.loads((ROOT / "docs/agenda.schema.json").read_text("utf-8")) == schema()


def test_the_reference_case_is_valid_by_the_published_schema() -> None:
    published = json.loads((ROOT / "docs/agenda.schema.json").read_text("utf-8"))
    agendas = [f for f in DEMO.glob("*.json") if '"masthead"' in f.read_text("utf-8")]

    assert agendas
    for file in agendas:
        jsonschema.validate(json.loads(encode(decode(file.read_bytes()))), published)


def test_an_agenda_comes_back_from_its_json_and_the_bytes_are_the_same_each_time() -> None:
    agenda = Agenda(items=(Item(number="1", title="Opening", items=(Item(number="(a)", title="First"),)),))

    assert decode(encode(agenda)) == agenda
    assert encode(decode(encode(agenda))) == encode(agenda)


def test_a_wrong_member_is_named_with_its_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\.items\[0\]\.number"):
        decode('{"items": [{"number": 1, "title": "Opening"}]}')


def test_a_sub_item_is_cited_behind_its_item_and_a_dotted_number_alone() -> None:
    agenda = Agenda(
        items=(
            Item(number="1", title="A", items=(Item(number="(a)", title="B", items=(Item(number="(i)", title="C"),)),)),
            Item(
                number="5", title="D", items=(Item(number="5.7", title="E", items=(Item(number="5.7.1", title="F"),)),)
            ),
        )
    )

    assert [reference(path) for path, _ in walk(agenda.items)] == ["1", "1 (a)", "1 (a) (i)", "5", "5.7", "5.7.1"]
