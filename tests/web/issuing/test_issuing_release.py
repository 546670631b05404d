"""From a draft to its release: what is refused and why, and that nothing is ever half-released."""

import datetime as dt
import errno
from dataclasses import replace

import pytest
from django.db import DatabaseError
from tests.web.issuing.issuing_room import WORDS, Room, agenda

from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import Refusal
from nemcon.web.drafting.actions import Sent, open_agenda, save
from nemcon.web.drafting.models import Field
from nemcon.web.issuing import actions, languages, planning, reading, releasing
from nemcon.web.issuing.models import LanguageFile, Release, Submission
from nemcon.web.papers import files, formats, making
from nemcon.web.papers.actions import publish, reserve_symbol
from nemcon.web.papers.models import Document, Form, RegisteredSymbol, Version
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record.check import check
from nemcon.web.record.models import LoggedAct
from nemcon.web.record.perform import NotAllowed, by_command
from nemcon.web.record.world import REAL

SYMBOL = "CTOC/COP/WG.3/2021/12"
pytestmark = pytest.mark.django_db


def submitted(room: Room, symbol: str = SYMBOL) -> None:
    """The draft is submitted."""
    actions.submit(room.call(), room.again(), symbol=symbol, revision=room.draft.revision)


def asked(room: Room, *codes: str, apart: str = "") -> Release:
    """The release of these languages is asked for."""
    return actions.ask_release(room.call(), room.again(), codes, apart=apart, account=room.officer.pk)


def refused(room: Room, *codes: str, apart: str = "") -> str:
    """With what the release of these languages is refused."""
    with pytest.raises(Refusal) as why:
        asked(room, *codes, apart=apart)
    return why.value.code


def failure(release: Release) -> dict[str, str]:
    """Why a release failed."""
    release.refresh_from_db()
    assert release.state == "failed"
    return release.failure


def change(room: Room, words: str, name: str = "title") -> None:
    """An item of the draft is written anew."""
    node = Field.objects.filter(draft=room.draft, name=name).exclude(node="document").order_by("id").first()
    assert node is not None
    held = Field.objects.get(draft=room.draft, node=node.node, name=name)
    from nemcon.web.drafting.selectors import held as read

    version = read(room.draft.id, held.node, held.name).version
    save(room.officer, room.draft.id, [Sent(str(REAL.identifier()), held.node, name, version, words)], REAL.now())


def acts(room: Room) -> list[str]:
    """The acts about the document."""
    rows = LoggedAct.objects.filter(subject=f"nemcon:document/{room.draft.id}").order_by("seq")
    return list(rows.values_list("type", flat=True))


# --- From draft to release ------------------------------------------------------------------------------------------


def test_a_cleared_draft_is_submitted_and_comes_out_in_six_languages_and_all_forms(room, reader, run_jobs):
    room.set_chain()
    room.clear()
    submitted(room)
    room.final(*WORDS)
    release = asked(room, *LANGUAGES)
    assert reader.get(f"/en/{SYMBOL}").status_code == 404

    assert "issuing.release" in run_jobs()

    release.refresh_from_db()
    assert (release.state, release.failure, release.done, release.total) == ("released", None, 36, 36)
    document = Document.objects.get(symbol=SYMBOL)
    assert (document.id, document.act, document.issued) == (room.draft.id, release.id, list(LANGUAGES))
    assert Form.objects.filter(document=document).count() == 36
    for code in LANGUAGES:
        page = reader.get(f"/{code}/{SYMBOL}")
        assert WORDS[code] in page.content.decode()
        assert reader.get(f"/{code}/{SYMBOL}?as=pdf").content.startswith(b"%PDF")
    assert acts(room) == ["document.submitted/1", "document.published/2"]
    assert check().holds, check().faults


def test_the_masthead_has_the_day_of_submission_at_the_seat_and_keeps_it(room, run_jobs):
    late = dt.datetime(2021, 1, 14, 23, 30, tzinfo=dt.UTC)  # already the 15th in Vienna
    actions.submit(replace(room.call(), received=late), room.again(), symbol=SYMBOL, revision=room.draft.revision)
    room.final("en")
    asked(room, "en", apart="The others are in translation")
    run_jobs()

    document = Document.objects.get(symbol=SYMBOL)
    assert (document.date, document.day) == (dt.date(2021, 1, 15), dt.date(2021, 1, 15))
    with pytest.raises(Refusal, match=r"issuing\.date_fixed"):
        submitted(room)


def test_one_language_comes_out_after_the_other_and_touches_nothing_that_is_out(room, reader, run_jobs):
    submitted(room)
    room.final("en", advance=True)
    asked(room, "en", apart="Advance version")
    run_jobs()
    assert "Advance unedited version" in reader.get(f"/en/{SYMBOL}").content.decode()
    first = {form.form: form.file_id for form in Form.objects.filter(document=room.draft.id)}

    languages.set_language(room.by(), room.again(), "fr", "final")
    asked(room, "fr", apart="Four are in translation")
    run_jobs()

    held = Document.objects.get(symbol=SYMBOL)
    assert (held.issued, held.advance) == (["en", "fr"], ["en"])
    assert {form.form: form.file_id for form in Form.objects.filter(document=held, language="en")} == first
    assert WORDS["es"] not in reader.get(f"/es/{SYMBOL}").content.decode()
    assert check().holds


def test_what_is_changed_in_the_draft_after_a_file_came_in_is_not_released_with_it(room, reader, run_jobs):
    submitted(room)
    room.final("en")
    change(room, "Questions of sundials")
    asked(room, "en", apart="The others are in translation")
    run_jobs()

    page = reader.get(f"/en/{SYMBOL}").content.decode()
    assert WORDS["en"] in page
    assert "sundials" not in page


# --- What is refused ------------------------------------------------------------------------------------------------


def test_what_was_not_submitted_is_not_released(room):
    room.final(*WORDS)
    assert refused(room, *LANGUAGES) == "issuing.not_submitted"


def test_a_language_is_released_when_its_file_is_in_and_all_together_unless_a_reason_is_given(room):
    submitted(room)
    assert refused(room, "en") == "issuing.file_missing"
    room.final("en", "fr")
    assert refused(room) == "issuing.no_language"
    assert refused(room, "en", "fr") == "issuing.no_reason"
    assert refused(room, "fr", apart="Why not") == "issuing.original_first"
    assert refused(room, "en", "fr", apart="   ") == "issuing.no_reason"
    assert asked(room, "en", "fr", apart="Four are in translation").state == "preparing"


def test_a_file_that_was_made_for_another_version_is_refused_until_it_was_compared_with_the_final_one(room):
    submitted(room)
    languages.set_language(room.by(), room.again(), "fr", "in translation")
    change(room, "Questions of sundials")
    room.final("en", "fr")

    assert refused(room, "en", "fr", apart="Four are in translation") == "issuing.other_version"
    languages.set_language(room.by(), room.again(), "fr", "final", current=True)
    assert asked(room, "en", "fr", apart="Four are in translation").state == "preparing"


def test_a_language_in_which_the_document_does_not_come_out_is_none(room, run_jobs):
    planning.plan(room.by(), room.draft, planning.Planned(languages=("ar", "en", "fr")))
    submitted(room)
    with pytest.raises(Refusal, match=r"issuing\.no_language"):
        room.final("es")
    room.final("ar", "en", "fr")
    asked(room, "ar", "en", "fr")  # together, as far as it comes out at all: no reason is needed
    run_jobs()
    assert Document.objects.get(symbol=SYMBOL).issued == ["ar", "en", "fr"]


def test_the_same_language_is_not_released_twice_with_the_same_text(room, run_jobs):
    submitted(room)
    room.final("en")
    asked(room, "en", apart="x")
    run_jobs()
    assert refused(room, "en", apart="x") == "issuing.nothing_new"


def test_two_releases_at_once_are_one_after_the_other(room, run_jobs):
    submitted(room)
    room.final("en", "fr")
    first = asked(room, "en", apart="x")
    assert refused(room, "en", "fr", apart="x") == "issuing.running"
    run_jobs()
    second = asked(room, "fr", apart="x")
    run_jobs()
    for each in (first, second):
        each.refresh_from_db()
        assert each.state == "released"


def test_the_same_form_sent_twice_is_one_release_and_anothers_id_is_refused(room, run_jobs):
    submitted(room)
    room.final("en")
    call = room.call()
    first = actions.ask_release(call, room.again(), ["en"], apart="x", account=room.officer.pk)
    again = actions.ask_release(call, room.again(), ["en"], apart="x", account=room.officer.pk)
    assert first == again
    run_jobs()
    assert acts(room).count("document.published/2") == 1
    taken = replace(room.call(), id=LoggedAct.objects.order_by("-seq").values_list("act_id", flat=True)[0])
    other = open_agenda(room.officer, room.meeting, agenda("en"), title="T", now=REAL.now())
    with pytest.raises(Refusal, match=r"call\.id_taken"):
        actions.ask_release(taken, other, ["en"], apart="x", account=room.officer.pk)


def test_a_symbol_that_another_document_has_is_refused_at_submission(room):
    with pytest.raises(Refusal, match=r"issuing\.symbol_used"):
        submitted(room, "CTOC/COP/WG.3/2021/1")
    with pytest.raises(Refusal, match=r"issuing\.symbol_malformed"):
        submitted(room, "no symbol")
    with pytest.raises(Refusal, match=r"issuing\.no_symbol"):
        submitted(room, "")
    assert Submission.objects.count() == 0


def test_a_symbol_that_was_submitted_is_nobody_elses_and_is_free_again_when_it_is_taken_back(room):
    submitted(room)
    other = open_agenda(room.officer, room.meeting, agenda("en"), title="T", now=REAL.now())
    with pytest.raises(Refusal, match=r"issuing\.symbol_used"):
        actions.submit(room.call(), other, symbol=SYMBOL, revision=other.revision)
    actions.withdraw(room.call(), room.again(), "Wrong file")
    assert reading.state_of(room.draft.id).submission is None
    actions.submit(room.call(), other, symbol=SYMBOL, revision=other.revision)
    assert RegisteredSymbol.objects.get(symbol=SYMBOL).holder == other.id
    assert check().holds


def test_a_symbol_that_was_reserved_before_is_taken(room):
    symbol = reserve_symbol(by_command(), "CTOC/COP/WG.3/2021/", room.body)
    submitted(room, symbol)
    assert LoggedAct.objects.filter(type="symbol.reserved/1", subject=f"nemcon:symbol/{symbol}").count() == 1


def test_what_was_changed_since_it_was_read_is_not_submitted(room):
    seen = room.again().revision
    change(room, "Questions of sundials")
    with pytest.raises(Refusal, match=r"issuing\.changed_meanwhile"):
        actions.submit(room.call(), room.again(), symbol=SYMBOL, revision=seen)


def test_without_the_whole_chain_nothing_is_submitted(room):
    room.set_chain()
    with pytest.raises(Refusal, match=r"issuing\.not_cleared"):
        submitted(room)
    room.clear()
    submitted(room)
    assert [one["step"] for one in Submission.objects.get().clearances] == ["Chief of section", "Director"]


def test_who_may_not_neither_submits_nor_releases(room):
    from nemcon.core.acts import Capacity

    call = room.call()
    member = replace(call, actor=replace(call.actor, capacity=Capacity.MEMBER))
    with pytest.raises(NotAllowed):
        actions.submit(member, room.again(), symbol=SYMBOL, revision=room.draft.revision)
    submitted(room)
    room.final("en")
    with pytest.raises(NotAllowed):
        actions.ask_release(member, room.again(), ["en"], apart="x", account=room.officer.pk)


def test_nobody_outside_sees_that_something_was_submitted(room, reader, sign):
    submitted(room)
    sign(hour_came=True)
    for address in (f"/en/{SYMBOL}", "/en/documents/", "/en/meetings/wg3-12", "/en/record/ctoc-cop"):
        assert SYMBOL not in reader.get(address).content.decode()


# --- A number at release --------------------------------------------------------------------------------------------


def crp(room: Room):
    """A conference room paper."""
    return open_agenda(
        room.officer, room.meeting, agenda("en"), title="CRP", series="CTOC/COP/WG.3/2021/CRP.", now=REAL.now()
    )


def test_a_conference_room_paper_gets_its_number_at_release_in_sequence(room, run_jobs):
    series = "CTOC/COP/WG.3/2021/CRP."
    before = reading.next_symbol(series)
    first, second = crp(room), crp(room)
    for draft in (first, second):
        planning.plan(room.by(), draft, planning.Planned(languages=("en",)))
        actions.submit(room.call(), draft, symbol="", revision=draft.revision)
        languages.set_language(room.by(), draft, "en", "final")
    assert reading.next_symbol(series) == before
    for draft in (second, first):
        actions.ask_release(room.call(), draft, ["en"], account=room.officer.pk)
        run_jobs()
    numbers = [Document.objects.get(id=draft.id).symbol for draft in (second, first)]
    assert numbers == [before, f"{series}{int(before.rpartition('.')[2]) + 1}"]
    assert check().holds


def test_a_number_that_was_given_for_a_release_that_failed_is_taken_for_the_next_one(room, run_jobs, monkeypatch):
    draft = crp(room)
    planning.plan(room.by(), draft, planning.Planned(languages=("en",)))
    actions.submit(room.call(), draft, symbol="", revision=draft.revision)
    languages.set_language(room.by(), draft, "en", "final")
    with monkeypatch.context() as broken:
        broken.setattr(files, "put", full_disk_from(2))
        release = actions.ask_release(room.call(), draft, ["en"], account=room.officer.pk)
        run_jobs()
    symbol = Release.objects.get(id=release.id).symbol
    assert symbol
    assert failure(release)["code"] == "issuing.disk_full"
    actions.ask_release(room.call(), draft, ["en"], account=room.officer.pk)
    run_jobs()
    assert Document.objects.get(id=draft.id).symbol == symbol


# --- What breaks ----------------------------------------------------------------------------------------------------


def full_disk_from(nth: int):
    """`files.put` on a disk that is full from the nth file on."""
    count = 0
    really = files.put

    def put(data: bytes):
        nonlocal count
        count += 1
        if count >= nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(data)

    return put


@pytest.mark.parametrize("nth", [1, 2, 9, 36])
def test_a_full_disk_releases_nothing_says_so_and_is_taken_up_where_it_was(room, reader, run_jobs, monkeypatch, nth):
    submitted(room)
    room.final(*WORDS)
    release = asked(room, *LANGUAGES)
    monkeypatch.setattr(releasing, "OFTEN", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(files, "put", full_disk_from(nth))
        run_jobs()

    assert failure(release) == {"code": "issuing.disk_full"}
    assert reader.get(f"/en/{SYMBOL}").status_code == 404
    assert not Document.objects.filter(id=room.draft.id).exists()
    made = release.done

    written: list[str] = []
    really = making._written

    def write(document, whole, form):
        written.append(f"{document.language} {form}")
        return really(document, whole, form)

    monkeypatch.setattr(making, "_written", write)
    actions.take_up(room.call(), release)
    run_jobs()
    release.refresh_from_db()
    assert (release.state, release.done) == ("released", 36)
    assert made == max(0, nth - 2)
    assert len(written) == 36 - made
    assert acts(room).count("document.published/2") == 1


def test_a_document_that_cannot_be_made_in_one_language_is_released_in_none(room, reader, run_jobs, monkeypatch):
    submitted(room)
    room.final(*WORDS)
    release = asked(room, *LANGUAGES)
    pdf = formats.FORMATS["pdf"]

    def write(document, whole):
        if document.language == "ru":
            raise formats_error()
        return pdf.write(document, whole)

    monkeypatch.setitem(formats.FORMATS, "pdf", replace(pdf, write=write))
    run_jobs()

    found = failure(release)
    assert (found["code"], found["language"], found["form"]) == ("issuing.unmakable", "ru", "pdf")
    assert "ꙮ" in found["why"]
    for code in LANGUAGES:
        assert reader.get(f"/{code}/{SYMBOL}").status_code == 404
    # Without Russian it may come out, with a reason.
    asked(room, *(code for code in LANGUAGES if code != "ru"), apart="The Russian version follows")
    run_jobs()
    assert Document.objects.get(symbol=SYMBOL).issued == ["ar", "zh", "en", "fr", "es"]


def formats_error() -> Exception:
    """What the writer of PDF says of a sign that no font has."""
    from nemcon.documents.write.pdf import Unprintable

    return Unprintable("No font has ꙮ.")


def test_a_bug_in_a_writer_is_a_state_as_well_and_no_endless_job(room, run_jobs, monkeypatch):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")

    def broken(document, whole):
        raise ZeroDivisionError("a bug")

    monkeypatch.setitem(formats.FORMATS, "akn", replace(formats.FORMATS["akn"], write=broken))
    run_jobs()
    assert failure(release)["code"] == "issuing.unmakable"


def test_a_job_that_dies_anywhere_is_taken_up_again_and_it_is_one_release(room, reader, monkeypatch):
    """The process is killed at each of the places where the job writes to the database."""
    submitted(room)
    room.final("en", "fr")
    release = asked(room, "en", "fr", apart="x")

    class Killed(BaseException):
        pass

    for after in range(14):
        count = 0
        really_write = formats.FORMATS["txt"].write

        def write(document, whole, after=after, really_write=really_write):
            nonlocal count
            count += 1
            if count > after:
                raise Killed
            return really_write(document, whole)

        with monkeypatch.context() as broken:
            for form in formats.FORMATS:
                if form == "txt":
                    broken.setitem(formats.FORMATS, form, replace(formats.FORMATS[form], write=write))
            try:
                releasing.carry_out(release.id)
            except Killed:
                release.refresh_from_db()
                assert release.state == "preparing"
                assert reader.get(f"/en/{SYMBOL}").status_code == 404
                continue
        break
    release.refresh_from_db()
    assert (release.state, release.done, release.total) == ("released", 12, 12)
    releasing.carry_out(release.id)  # and once more
    assert acts(room).count("document.published/2") == 1


def test_a_job_killed_between_files_and_act_leaves_nothing_and_goes_on(room, reader, monkeypatch):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")

    def gone(*_args, **_facts):
        raise DatabaseError("the connection was closed")

    with monkeypatch.context() as broken:
        broken.setattr("nemcon.web.papers.writing.write", gone)
        with pytest.raises(DatabaseError):  # procrastinate tries it again
            releasing.carry_out(release.id)
    release.refresh_from_db()
    assert (release.state, release.done) == ("preparing", 6)
    assert not Version.objects.filter(document=room.draft.id).exists()
    assert reader.get(f"/en/{SYMBOL}").status_code == 404

    releasing.carry_out(release.id)
    release.refresh_from_db()
    assert release.state == "released"


def test_what_changes_while_the_files_are_made_is_not_released_by_halves(room, run_jobs, monkeypatch):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")
    text = formats.FORMATS["txt"]

    def write(document, whole):
        change(room, "Questions of sundials")
        languages.set_language(room.by(), room.again(), "en", "final")
        return text.write(document, whole)

    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(formats.FORMATS, "txt", replace(text, write=write))
        run_jobs()
    assert failure(release)["code"] == "issuing.changed_while_prepared"
    assert not Document.objects.filter(id=room.draft.id).exists()


def test_a_symbol_that_was_used_while_the_files_were_made_releases_nothing(room, run_jobs, monkeypatch):
    draft = crp(room)
    planning.plan(room.by(), draft, planning.Planned(languages=("en",)))
    actions.submit(room.call(), draft, symbol="", revision=draft.revision)
    languages.set_language(room.by(), draft, "en", "final")
    release = actions.ask_release(room.call(), draft, ["en"], account=room.officer.pk)
    text = formats.FORMATS["txt"]

    def write(document, whole):
        symbol = Release.objects.get(id=release.id).symbol
        publish(by_command(), symbol=symbol, agenda=masthead_only(symbol=symbol, titles={"en": "Theirs"}))
        return text.write(document, whole)

    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(formats.FORMATS, "txt", replace(text, write=write))
        run_jobs()
    assert failure(release)["code"] == "symbol.used"


def test_a_file_that_the_folder_lost_is_said(room, run_jobs):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")
    files.path_of(LanguageFile.objects.get(language="en").words_id).unlink()
    run_jobs()
    assert failure(release)["code"] == "issuing.file_lost"


def test_one_who_asked_and_left_since_does_not_stop_what_they_asked_for(room, run_jobs):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")
    room.officer.is_active = False
    room.officer.save()
    run_jobs()
    release.refresh_from_db()
    assert release.state == "released"


def test_a_release_that_was_given_up_publishes_nothing_even_if_its_job_goes_on(room, run_jobs, monkeypatch):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")
    text = formats.FORMATS["txt"]

    def write(document, whole):
        actions.give_up(room.call(), release)
        return text.write(document, whole)

    with monkeypatch.context() as meanwhile:
        meanwhile.setitem(formats.FORMATS, "txt", replace(text, write=write))
        run_jobs()
    assert failure(release)["code"] == "issuing.given_up"
    assert not Document.objects.filter(id=room.draft.id).exists()


def test_a_release_that_was_given_up_at_the_last_moment_publishes_nothing(room, monkeypatch):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")
    really = releasing.papers.release

    def given_up_first(*args, **facts):
        actions.give_up(room.call(), release)
        return really(*args, **facts)

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(releasing.papers, "release", given_up_first)
        releasing.carry_out(release.id)
    assert failure(release)["code"] == "issuing.given_up"
    assert not Document.objects.filter(id=room.draft.id).exists()


def test_a_release_that_goes_on_is_not_taken_up_by_a_second_job(room):
    submitted(room)
    room.final("en")
    release = asked(room, "en", apart="x")
    with pytest.raises(Refusal, match=r"issuing\.running"):
        actions.take_up(room.call(), release)
    Release.objects.filter(id=release.id).update(alive=REAL.now() - dt.timedelta(minutes=2))
    assert actions.take_up(room.call(), release).state == "preparing"


def test_what_was_withdrawn_is_out_no_more_and_may_be_released_again(room, reader, run_jobs):
    submitted(room)
    room.final("en")
    asked(room, "en", apart="x")
    run_jobs()
    actions.withdraw(room.call(), room.again(), "An error")
    assert reader.get(f"/en/{SYMBOL}").status_code == 404
    assert reading.state_of(room.draft.id).withdrawn
    asked(room, "en", apart="x")
    run_jobs()
    assert reader.get(f"/en/{SYMBOL}").status_code == 200
    assert check().holds


def test_the_rows_say_of_a_document_what_its_acts_say(room, run_jobs):
    from nemcon.core import issuing
    from nemcon.web.record import selectors

    def derived():
        rows = LoggedAct.objects.filter(subject=f"nemcon:document/{room.draft.id}").order_by("seq")
        found = issuing.state_at(selectors.act_at(row.log_id, row.seq) for row in rows)
        return replace(found, without_effect=())

    assert reading.state_of(room.draft.id) == derived()
    submitted(room)
    assert reading.state_of(room.draft.id) == derived()
    actions.withdraw(room.call(), room.again(), "x")
    assert reading.state_of(room.draft.id).submission is None is derived().submission
    submitted(room)
    room.final("en", "fr")
    for codes in (("en",), ("fr",)):
        asked(room, *codes, apart="x")
        run_jobs()
        assert reading.state_of(room.draft.id) == derived()
    actions.withdraw(room.call(), room.again(), "x")
    assert reading.state_of(room.draft.id) == replace(derived(), symbol=SYMBOL)
