"""How many words a text has, for limits that count words, footnotes included."""

import re

from nemcon.core.agenda import Agenda, walk
from nemcon.core.agenda_units import units

# Chinese characters and kana; and the signs of their width that stand between words, figures and letters excepted.
_HAN = re.compile(r"[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_WIDE_SIGNS = re.compile(
    r"[\u3000-\u3004\u3006\u3008-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\u2014]"
)


def count_words(text: str) -> int:
    """The words of a text, as a word processor counts them.

    Words are set apart by blanks, no-break spaces among them: "10 a.m.–1 p.m." has three, "CTOC/COP/WG.3/2021/1" is
    one. Arabic "والوثائق" is one, as it is printed. Of Chinese each character counts. A sign alone (a dash, a bullet)
    is no word.
    """
    characters = len(_HAN.findall(text))
    rest = _WIDE_SIGNS.sub(" ", _HAN.sub(" ", text) if characters else text)
    return characters + sum(any(sign.isalnum() for sign in word) for word in rest.split())


def words_of(agenda: Agenda) -> int:
    """The words of an agenda in its own language: masthead, items, annotations, documents, programme, footnotes.

    A title counts in the list and, where the item has an annotation or documents, once more over it. What a document
    prints by itself (labels, days and hours of the programme) is not counted: it is no author's to shorten.
    """
    total = 0
    for unit in units(agenda):
        printed = sum(fact.kind == "symbol" for fact in unit.facts)
        total += printed + count_words(f"{unit.number} {unit.text} {unit.cites}")
    for _, item in walk(agenda.items):
        if item.annotation or item.documentation or item.basis:
            total += count_words(f"{item.number} {item.title}")
    return total
