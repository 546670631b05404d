"""Set phrases: six languages each, every wording with its source or marked as ours."""

import pytest

from nemcon.core.languages import LANGUAGES
from nemcon.documents import phrases

KEYS = sorted(phrases.phrases())


@pytest.mark.parametrize("key", KEYS)
def test_every_phrase_has_six_languages_each_with_a_source_or_marked_unofficial(key: str) -> None:
    phrase = phrases.phrases()[key]

    assert {language for language in LANGUAGES if phrase.words[language].strip()} == set(LANGUAGES)
    assert set(phrase.source) | set(phrase.unofficial) == set(LANGUAGES)
    assert not set(phrase.source) & set(phrase.unofficial)
    assert set(phrase.source.values()) <= set(phrases.sources())


@pytest.mark.parametrize("key", KEYS)
def test_every_language_takes_the_same_facts(key: str) -> None:
    phrase = phrases.phrases()[key]
    facts = dict.fromkeys(phrase.facts, "7")

    for language in LANGUAGES:
        words = phrases.phrase(key, language, **facts)
        assert "{" not in words
        assert words.count("7") == len(facts)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phrase_is_found_by_its_own_words(key: str, language: str) -> None:
    facts = dict.fromkeys(phrases.phrases()[key].facts, "2 (a)")
    words = phrases.phrase(key, language, **facts)

    found = phrases.find(words + ";", language)

    assert found is not None
    assert (
        phrases.phrase(found, language, **facts).casefold() == words.casefold()
    )  # its own key, or one with the same words


@pytest.mark.parametrize("key", sorted({"bureau", "other-matters", "silence-procedure", "extended-bureau", "non-paper",
    "reflection-period", "chairs-summary", "discussion-points-for-future-consideration"}))  # fmt: skip
def test_the_words_of_the_silence_procedure_and_the_reflection_period_are_there(key: str) -> None:
    assert key in phrases.phrases()


def test_capitals_spaces_vowel_signs_and_closing_marks_do_not_hide_a_phrase() -> None:
    assert phrases.find("OTHER  MATTERS.", "en") == "other-matters"
    assert phrases.find("открытие сессии;", "ru") == "opening-of-the-session"
    assert phrases.find("جدول الأعمال المؤقَّت المشروح", "ar") == "annotated-provisional-agenda"
    assert phrases.find("Questions d'organisation :", "fr") == "organizational-matters"
    assert phrases.find("通过报告。", "zh") == "adoption-of-the-report"
    assert phrases.find("Otros\u00a0asuntos", "es") == "other-matters"


def test_words_that_are_no_phrase_are_not_found() -> None:
    assert phrases.find("Other matters of great weight", "en") is None
    assert phrases.find("", "en") is None
    assert phrases.find("Other matters", "fr") is None


def test_a_phrase_gives_back_its_facts() -> None:
    assert phrases.facts_in("Item 2 (a) of the provisional agenda", "en") == (
        "item-of-the-provisional-agenda",
        {"number": "2 (a)"},
    )
    assert phrases.facts_in("临时议程项目2(a)", "zh") == ("item-of-the-provisional-agenda", {"number": "2(a)"})
    assert phrases.facts_in("Other matters", "en") is None


def test_a_set_phrase_is_translated_and_others_are_not() -> None:
    assert phrases.translated("Adoption of the report.", "en", "ru") == "Утверждение доклада"
    assert phrases.translated("Adoption of the budget", "en", "ru") is None


def test_an_unknown_phrase_or_a_missing_fact_is_refused() -> None:
    with pytest.raises(KeyError, match="no set phrase 'coffee'"):
        phrases.phrase("coffee", "en")
    with pytest.raises(KeyError, match="number"):
        phrases.phrase("item-of-the-agenda", "en")


def test_our_own_wording_is_told_from_one_that_was_read() -> None:
    assert phrases.is_official("other-matters", "en")
    assert not phrases.is_official("other-matters", "es")
