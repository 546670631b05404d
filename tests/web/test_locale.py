"""The interface's translations: complete, none fuzzy, with the same placeholders and markup as the original."""

import re

import polib
import pytest

from nemcon.web import locale_extract
from nemcon.web.locale_compile import LOCALE, compile_all

CODES = tuple(locale_extract.PLURALS)


def catalogue(code: str) -> polib.POFile:
    """The translations into one language."""
    return polib.pofile(str(LOCALE / code / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("code", CODES)
def test_every_string_of_the_interface_is_translated_and_none_that_is_gone_is_kept(code):
    po = catalogue(code)
    assert {entry.msgid for entry in po} == set(locale_extract.strings())
    assert [entry.msgid for entry in po.untranslated_entries()] == []
    assert [entry.msgid for entry in po.fuzzy_entries()] == []


@pytest.mark.parametrize("code", CODES)
def test_placeholders_and_links_are_those_of_the_original(code):
    kept = re.compile(r"%\(\w+\)s|</?a\b[^>]*>")
    for entry in catalogue(code):
        if entry.msgid_plural:  # a form for one, two or few may say the number in a word
            wanted = sorted(kept.findall(entry.msgid_plural))
            for words in entry.msgstr_plural.values():
                assert set(kept.findall(words)) <= set(wanted), entry.msgid
            assert sorted(kept.findall(entry.msgstr_plural[max(entry.msgstr_plural)])) == wanted, entry.msgid
        elif entry.msgstr:
            assert sorted(kept.findall(entry.msgstr)) == sorted(kept.findall(entry.msgid)), entry.msgid


@pytest.mark.parametrize("code", CODES)
def test_every_plural_that_the_language_has_is_given(code):
    po = catalogue(code)
    count = int(re.search(r"nplurals=(\d)", po.metadata["Plural-Forms"])[1])
    plurals = [entry for entry in po if entry.msgid_plural]
    assert plurals
    for entry in plurals:
        assert sorted(entry.msgstr_plural) == list(range(count))
        assert all(entry.msgstr_plural.values())


def test_french_signs_never_leave_the_word_before_them():
    for entry in catalogue("fr"):
        for words in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert not re.search(" [:;?!»]|« ", words), words


def test_strings_are_found_in_templates_and_in_code():
    found = locale_extract.strings()
    assert found["Skip to the text"][1] == ["public/templates/public/base.html"]
    assert found["Bodies"][1][0].startswith("public/")
    assert found["%(total)s document found"][0] == "%(total)s documents found"
    assert "Times are those of the seat, %(seat)s." in found


def test_compiling_again_compiles_nothing():
    compile_all()
    assert compile_all() == 0
