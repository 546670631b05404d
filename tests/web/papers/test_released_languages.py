"""A document released language by language: what is out is out whole, and what is not shows nothing of it."""

import datetime as dt
from uuid import UUID

import lxml.html
import pytest
from msgspec.structs import replace

from nemcon.core import agenda as agendas
from nemcon.core.agenda import Agenda, Item, Masthead
from nemcon.core.payloads import DocumentReleased, DocumentSubmitted
from nemcon.core.procedure import Refusal
from nemcon.core.roles import Relation
from nemcon.web.meetings.models import Body, Institution
from nemcon.web.papers import files, making, projection
from nemcon.web.papers.actions import give_back_symbol, publish, release, reserve_symbol, show_links
from nemcon.web.papers.formats import FORMATS
from nemcon.web.papers.models import Document, Form, RegisteredSymbol, Version
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record.check import check
from nemcon.web.record.logs import log_of_body
from nemcon.web.record.perform import Call, Performance, by_command, perform
from nemcon.web.record.world import REAL

SYMBOL = "CTOC/COP/WG.3/2021/7"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("case")]


def agenda_of(*, item: str = "Questions of clocks", **translated: str) -> Agenda:
    """A small agenda in English; `translated` are the titles of its item by language."""
    masthead = Masthead(symbol=SYMBOL, title="Provisional agenda", date=dt.date(2021, 1, 8))
    others = {
        code: Agenda(
            language=code, masthead=Masthead(title=f"{title} ({code})"), items=(Item(number="1", title=title),)
        )
        for code, title in translated.items()
    }
    return Agenda(language="en", masthead=masthead, items=(Item(number="1", title=item),), translations=others)


DRAFT = UUID("01763f5c-1000-7000-8000-000000000001")


def released(
    agenda: Agenda, *languages: str, advance: tuple[str, ...] = (), keep: bool = True, **facts: object
) -> Document:
    """Release these languages of the agenda as issuing does: files first, then the act, with what was out before."""
    call = Call(by_command().actor, id=REAL.identifier())
    model, data = projection.model_hash(agenda)
    files.keep(data, "application/json")
    composed = making.compose(agenda, languages, Institution.objects.get().names, call.id, advance=advance)
    made = making.make_all(composed, agenda, {}, lambda *_: None)
    held = Document.objects.filter(id=DRAFT).first()
    out = list(held.issued) if held and keep else []
    before = {}
    for form in Form.objects.filter(document=DRAFT, language__in=out):
        before.setdefault(form.language, {})[form.form] = form.file_id
    said = DocumentReleased(
        symbol=SYMBOL,
        body="ctoc-cop-wg-3",
        meeting=None,
        day=dt.date(2021, 1, 8),
        issued=[code for code in ("ar", "zh", "en", "fr", "ru", "es") if code in (*out, *languages)],
        status={},
        model=model,
        source=None,
        files={**before, **made},
        advance=[
            code for code in (*(held.advance if held else ()), *advance) if code not in languages or code in advance
        ],
        apart=str(facts.get("apart", "")),
        changes={},
        draft=str(DRAFT),
    )
    return release(call, DRAFT, said)


def texts(reader, language: str) -> str:
    return " ".join(lxml.html.fromstring(reader.get(f"/{language}/{SYMBOL}").content).text_content().split())


def test_only_what_is_released_has_files_and_the_rest_shows_the_original(reader):
    released(agenda_of(), "en", apart="The others are in translation")

    for code in ("ar", "zh", "fr", "ru", "es"):
        assert reader.get(f"/{code}/{SYMBOL}").status_code == 200
        assert "Questions of clocks" in texts(reader, code)
        for form in FORMATS:
            assert reader.get(f"/{code}/{SYMBOL}?as={form}").status_code == 404
            assert f"as={form}" not in reader.get(f"/{code}/{SYMBOL}")["Link"]
    for form in FORMATS:
        assert reader.get(f"/en/{SYMBOL}?as={form}").status_code == 200
    page = texts(reader, "en")
    assert "Not yet out in: Arabic, Chinese, French, Russian, Spanish" in page
    assert "The others are in translation" in page


def test_another_languages_release_touches_nothing_that_is_out(reader):
    released(agenda_of(), "en")
    before = {form.form: (form.file_id, form.act) for form in Form.objects.filter(document=DRAFT, language="en")}
    first = reader.get(f"/en/{SYMBOL}?as=pdf").content
    fragment = Version.objects.get(document=DRAFT, language="en").fragment

    released(agenda_of(item="Another opening", fr="Ouverture"), "fr")
    show_links(DRAFT)

    assert {
        form.form: (form.file_id, form.act) for form in Form.objects.filter(document=DRAFT, language="en")
    } == before
    assert reader.get(f"/en/{SYMBOL}?as=pdf").content == first
    assert Version.objects.get(document=DRAFT, language="en").fragment == fragment
    assert "Ouverture" in texts(reader, "fr")
    assert Document.objects.get(id=DRAFT).issued == ["en", "fr"]


def test_a_translation_that_is_not_out_is_in_nothing_that_is(reader):
    whole = agenda_of(fr="Ouverture secrète")
    released(replace(whole, translations={}), "en")

    for address in (f"/fr/{SYMBOL}", f"/en/{SYMBOL}", f"/en/{SYMBOL}?as=json", "/fr/search?q=secrète"):
        content = reader.get(address).content.decode()
        assert "Ouverture secrète" not in content
    assert b"Ouverture" not in bytes(Document.objects.get(id=DRAFT).agenda)


def test_an_advance_unedited_version_says_so_on_page_and_paper_until_the_final_is_out(reader):
    released(agenda_of(), "en", advance=("en",), apart="Advance")
    listed = reader.get("/en/documents/").content.decode()
    assert "Advance unedited version" in texts(reader, "en")
    assert "Advance unedited version" in reader.get(f"/en/{SYMBOL}?as=txt").content.decode()
    assert '<span class="advance">E</span>' in listed
    assert "Advance unedited version in: English" in listed

    released(agenda_of(), "en")
    assert "Advance unedited version" not in texts(reader, "en")
    assert "Advance unedited version" not in reader.get(f"/en/{SYMBOL}?as=txt").content.decode()
    assert '<span class="advance">E</span>' not in reader.get("/en/documents/").content.decode()


def test_the_record_follows_and_can_be_derived_again(sign):
    publish(
        by_command(), symbol="X/1", agenda=masthead_only(symbol="X/1", titles={"en": "T"}, date=dt.date(2021, 1, 1))
    )
    released(agenda_of(), "en", advance=("en",))
    released(agenda_of(fr="Ouverture"), "fr")
    released(agenda_of(), "en")

    report = check()
    assert report.holds, report.faults


def test_each_file_carries_the_proof_of_the_act_whose_code_it_prints(reader, sign):
    first = released(agenda_of(), "en").act
    second = released(agenda_of(fr="Ouverture"), "fr").act
    sign()

    for code, act in (("en", first), ("fr", second)):
        assert Form.objects.get(document=DRAFT, language=code, form="pdf").act == act
        reader.get(f"/{code}/{SYMBOL}?as=pdf")
        assert Form.objects.get(document=DRAFT, language=code, form="pdf").proven is not None
        found = reader.get(f"/en/check?q={act}")
        assert SYMBOL in found.content.decode()


# --- Symbols of what was submitted --------------------------------------------------------------------------------


def submitted(symbol: str, document: UUID = DRAFT) -> None:
    """Record that a document was submitted under the symbol."""
    model, data = projection.model_hash(agenda_of())
    files.keep(data, "application/json")

    def work(p: Performance) -> None:
        content = DocumentSubmitted(
            draft=str(document),
            title="T",
            symbol=symbol,
            body="ctoc-cop-wg-3",
            meeting=None,
            date=dt.date(2021, 1, 8),
            model=model,
            clearances=[],
        )
        p.record_in(log_of_body("ctoc-cop"), projection.subject_of(document), content, released=False)

    perform(by_command(), "document.submitted", Relation.SECRETARIAT, work)


def test_the_symbol_of_what_was_submitted_is_nobody_elses(reader):
    body = Body.objects.get(slug="ctoc-cop-wg-3")
    symbol = reserve_symbol(by_command(), "CTOC/COP/WG.3/2021/", body)
    submitted(symbol)

    with pytest.raises(Refusal, match=r"symbol\.used"):
        give_back_symbol(by_command(), symbol, "not needed")
    with pytest.raises(Refusal, match=r"symbol\.used"):
        publish(by_command(), symbol=symbol, agenda=agenda_of())
    assert reader.get(f"/en/{symbol}").status_code == 404
    assert RegisteredSymbol.objects.get(symbol=symbol).holder == DRAFT
    assert reserve_symbol(by_command(), "CTOC/COP/WG.3/2021/", body) != symbol
    assert check().holds


def test_what_another_document_has_is_not_released_under(reader):
    publish(by_command(), symbol=SYMBOL, agenda=agenda_of(item="Theirs"))

    with pytest.raises(Refusal, match=r"symbol\.used"):
        released(agenda_of(item="Ours"), "en")
    assert "Theirs" in texts(reader, "en")
    assert agendas.decode(bytes(Document.objects.get(symbol=SYMBOL).agenda)).items[0].title == "Theirs"
