"""Every agenda that our readers make is a draft and an agenda again, with nothing lost."""

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from nemcon.core.agenda import Agenda, decode
from nemcon.core.drafting.from_agenda import from_agenda
from nemcon.core.drafting.to_agenda import to_agenda
from nemcon.core.drafting.translating import missing, stale
from nemcon.core.notation import tidy
from nemcon.core.passage import Mark
from nemcon.documents.read import read_path
from nemcon.documents.read.agenda import read_agenda

HERE = Path(__file__).parent
REFERENCE = HERE.parent.parent / "src/nemcon/demo/reference/ctoc-cop-wg3-2021-1.json"
TEXTS = {"marks": ("text", "title"), "title_marks": ("title",)}


def differences(before: Any, after: Any, place: str = "") -> list[str]:
    """Where the second does not say what the first says; marks may be gained."""
    if isinstance(before, dict) and isinstance(after, dict):
        found = [f"{place}: other names"] if before.keys() != after.keys() else []
        for name in before.keys() & after.keys():
            if name in TEXTS:
                found += _lost(before, after, name, f"{place}.{name}")
            else:
                found += differences(before[name], after[name], f"{place}.{name}")
        return found
    if isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
        return [
            found
            for at, pair in enumerate(zip(before, after, strict=True))
            for found in differences(*pair, f"{place}[{at}]")
        ]
    return [] if before == after else [f"{place}: {before!r} became {after!r}"]


def _lost(before: dict[str, Any], after: dict[str, Any], name: str, place: str) -> list[str]:
    text = next((before[key] for key in TEXTS[name] if key in before), "")
    wanted, got = ([Mark(**mark) for mark in one[name]] for one in (before, after))
    lost = Counter(tidy(text, wanted)) - Counter(got)
    return [f"{place}: {mark} is lost" for mark in lost]


def shown(agenda: Agenda) -> Any:
    # The defaults that are left out of a file are told as well: two files may leave out different ones.
    return msgspec.to_builtins(_full(agenda))


def _full(value: Any) -> Any:
    if isinstance(value, msgspec.Struct):
        return {name: _full(getattr(value, name)) for name in value.__struct_fields__}
    if isinstance(value, tuple | list):
        return [_full(one) for one in value]
    if isinstance(value, dict):
        return {name: _full(one) for name, one in value.items()}
    return value


def again(agenda: Agenda) -> Agenda:
    return to_agenda(from_agenda(agenda, (f"n{number}" for number in itertools.count())))


def test_the_reference_agenda_with_its_translations_is_the_same_after_drafting() -> None:
    agenda = decode(REFERENCE.read_bytes())

    assert len(agenda.translations) == 5
    assert differences(shown(agenda), shown(again(agenda))) == []
    draft = from_agenda(agenda, (f"n{number}" for number in itertools.count()))
    for language in agenda.translations:
        assert stale(draft, language) == ()
        assert missing(draft, language) == ()


@pytest.mark.parametrize("name", sorted(path.name for path in (HERE / "agendas").iterdir()))
def test_each_written_agenda_is_the_same_after_drafting(name: str) -> None:
    agenda = read_agenda(read_path(HERE / "agendas" / name))

    assert differences(shown(agenda), shown(again(agenda))) == []


def test_each_real_text_is_the_same_after_drafting(shared: Path) -> None:
    files = [path for path in sorted((shared / "cases").iterdir()) if path.suffix in (".txt", ".docx")]
    assert len(files) > 20

    found = {}
    for path in files:
        agenda = read_agenda(read_path(path))
        found[path.name] = differences(shown(agenda), shown(again(agenda)))

    assert {name: lost for name, lost in found.items() if lost} == {}
