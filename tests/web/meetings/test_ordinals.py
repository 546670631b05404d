"""The name of the next meeting, in six languages."""

import pytest

from nemcon.core.number_words import find_numbers_in_words
from nemcon.web.meetings.ordinals import _forms, next_name, next_names

CASES = [
    ("en", "Eleventh meeting", "Twelfth meeting"),
    ("en", "Twentieth session", "Twenty-first session"),
    ("en", "Resumed twenty-ninth session", "Resumed thirtieth session"),
    ("en", "12th meeting", "13th meeting"),
    ("en", "21st meeting", "22nd meeting"),
    ("en", "COP 10", "COP 11"),
    ("fr", "Onzième réunion", "Douzième réunion"),
    ("fr", "Première session", "Deuxième session"),
    ("fr", "Vingtième session", "Vingt et unième session"),
    ("fr", "Quatrième réunion", "Cinquième réunion"),
    ("fr", "Huitième réunion", "Neuvième réunion"),
    ("fr", "Soixante-dixième session", "Soixante et onzième session"),
    ("fr", "Soixante-dix-neuvième session", "Quatre-vingtième session"),
    ("es", "11ª reunión", "12ª reunión"),
    ("es", "Décima reunión", "11ª reunión"),
    ("es", "Décimo período de sesiones", "11º período de sesiones"),
    ("es", "Segundo período de sesiones", "Tercer período de sesiones"),
    ("es", "12º período de sesiones", "13er período de sesiones"),
    ("es", "13er período de sesiones", "14º período de sesiones"),
    ("ru", "Одиннадцатое совещание", "Двенадцатое совещание"),
    ("ru", "Десятая сессия", "Одиннадцатая сессия"),
    ("ru", "Второе совещание", "Третье совещание"),
    ("ru", "Двадцатая сессия", "Двадцать первая сессия"),
    ("zh", "第十一次会议", "第十二次会议"),
    ("zh", "第十届会议", "第十一届会议"),
    ("zh", "第十九次会议", "第二十次会议"),
    ("zh", "第12次会议", "第13次会议"),
    ("ar", "الاجتماع الحادي عشر", "الاجتماع الثاني عشر"),
    ("ar", "الدورة العاشرة", "الدورة الحادية عشرة"),
    ("ar", "الدورة العشرون", "الدورة الحادية والعشرون"),
    ("ar", "الاجتماع الأول", "الاجتماع الثاني"),
]


@pytest.mark.parametrize(("language", "name", "following"), CASES)
def test_the_number_is_put_up_by_one_in_the_form_in_which_it_stands(language, name, following):
    assert next_name(name, language) == following


@pytest.mark.parametrize(
    "name", ["Special meeting", "Second part of the third session", "Meeting of 25 March 2021", "Meeting of 2021"]
)
def test_where_the_number_is_not_plain_nothing_is_proposed(name):
    assert next_name(name, "en") == ""


def test_a_language_that_is_not_understood_is_left_to_the_officer():
    assert next_names({"en": "Eleventh meeting", "fr": "Réunion spéciale"}) == {"en": "Twelfth meeting"}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "zh", "ar"])
def test_every_ordinal_made_here_is_read_as_that_number(language):
    for value in range(1, 12 if language == "es" else 99):
        for form in filter(None, _forms(value, language)):
            if not form[0].isdigit():
                found = [one for one in find_numbers_in_words(form, language) if one.ordinal]
                assert [(one.value, one.start, one.end) for one in found] == [(value, 0, len(form))], form
