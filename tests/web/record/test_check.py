"""`nemcon record check` finds every kind of damage, says where, and changes nothing."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from functools import partial

import pytest
from acting import OFFICER, act, at_once, opened, seeded
from django.db import connection
from django.db.models import F

from nemcon.core.agenda import Agenda
from nemcon.core.payloads import ERASABLE
from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
from nemcon.web.meetings.models import Institution
from nemcon.web.papers import files
from nemcon.web.papers.actions import publish, show_links, withdraw
from nemcon.web.papers.models import Citation, Document, RegisteredSymbol, StoredFile, Version
from nemcon.web.papers.rendering import masthead_only
from nemcon.web.record import check_tree, selectors
from nemcon.web.record.actions import rotate_key
from nemcon.web.record.check import Report, check
from nemcon.web.record.erasure import erase, erase_person
from nemcon.web.record.models import ActPart, Log, LoggedAct, LogKey, SignedHead
from nemcon.web.record.perform import Call, by_command
from nemcon.web.record.projections import PROJECTIONS
from nemcon.web.record.signing import sign_all

DAY = dt.date(2020, 9, 1)


def paper(symbol: str, title: str = "A paper") -> Agenda:
    """A document of which only the masthead is known."""
    return masthead_only(symbol=symbol, titles={"en": title}, date=DAY, original="en")


@pytest.fixture
def site(database, world, ring, files):
    """An institution with a body, a group, a meeting and documents, on two logs that were signed; gives the ring."""
    call = by_command(world)
    found_institution(call, names="The Organization", seats="Vienna", zone="Europe/Vienna", languages=["en", "fr"])
    found_institution(call, names="The Institution", seats="Vienna", zone="Europe/Vienna", languages=["en", "fr"])
    body = establish_body(call, slug="ctoc", names={"en": "Conference", "fr": "Conférence"}, prefix="CTOC/COP")
    group = establish_body(call, slug="wg3", names={"en": "Working Group"}, prefix="CTOC/COP/WG.3", parent=body)
    establish_body(call, slug="wg3", names={"en": "Group"}, prefix="CTOC/COP/WG.3", parent=group.parent)
    days = {"opens": DAY, "closes": DAY}
    meeting = convene_meeting(
        call, slug="m", body=group, names={"en": "M"}, places={"en": "V"}, zone="Europe/Vienna", **days
    )
    for number in (1, 2, 3):
        symbol = f"CTOC/COP/WG.3/2021/{number}"
        publish(call, symbol=symbol, agenda=paper(symbol), body=group, meeting=meeting)
    publish(call, symbol="CTOC/COP/WG.3/2021/2", agenda=paper("CTOC/COP/WG.3/2021/2", "Better"), body=group)
    joint = "E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9"
    publish(call, symbol=joint, agenda=paper(joint), status={"en": "approved"}, source=(b"a file", "text/plain"))
    withdraw(call, "CTOC/COP/WG.3/2021/3", "a mistake")
    sign_all(ring, world)
    return ring


def sentences(report: Report) -> str:
    """All that was found, for a message and for searching."""
    return "\n".join(report.sentences())


def test_a_record_that_holds_is_said_to_hold_with_what_was_looked_at(site):
    report = check()

    assert report.holds, sentences(report)
    assert (report.logs, report.checkpoints, report.tables) == (2, 2, len(PROJECTIONS.tables))
    assert report.acts == LoggedAct.objects.count()
    assert report.files == 6  # a model for each of the five, and the file that one came from
    assert report.sentences()[-1] == "All of it holds."


def test_it_changes_nothing_not_even_what_is_only_kept_for_speed(site, owner):
    tables = [row[0] for row in owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]

    def everything():
        return {table: owner.execute(f"SELECT t::text FROM {table} AS t ORDER BY 1").fetchall() for table in tables}

    Document.objects.update(made="x")
    before = everything()
    assert Version.objects.exists()
    check()

    assert everything() == before
    assert not owner.execute("SELECT 1 FROM pg_class WHERE relpersistence = 't' AND relkind = 'r'").fetchone()


def test_what_is_only_kept_for_speed_may_differ(site):
    Version.objects.all().delete()
    Citation.objects.all().delete()
    StoredFile.objects.update(media_type="x/y")
    Document.objects.update(made="x", changed=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))
    Institution.objects.update(changed=F("changed") + dt.timedelta(days=1))

    assert check().holds


def test_the_pages_made_anew_from_a_document_change_nothing_that_follows_from_acts(site):
    show_links(Document.objects.get(symbol="CTOC/COP/WG.3/2021/1").id)

    assert check().holds


@pytest.mark.parametrize("post_quantum", [True, False])
def test_a_rotation_of_keys_holds(site, world, post_quantum):
    log = Log.objects.get(name="ctoc")
    rotate_key(by_command(world), log, site)
    sign_all(site, world)
    act(log, world)
    sign_all(site, world)

    assert check().holds


def test_what_was_erased_is_counted_and_no_fault(site, world, monkeypatch):
    monkeypatch.setitem(ERASABLE, "symbol.reserved/1", frozenset({"who"}))
    log = Log.objects.get(name="ctoc")
    seq = act(log, call=Call(OFFICER, world=world), symbol="CTOC/COP/WG.3/2021/9").acts[0].seq
    erase(log, seq, "who", site.folder)
    erase_person(OFFICER.account, site.folder)
    report = check()

    assert report.holds, sentences(report)
    assert report.erased == {"what": 0, "who": 1, "content": 0}


# --- Tampering, each kind


CTOC = "log_id = (SELECT id FROM record_log WHERE name = 'ctoc')"
TAMPERING = [
    # what is done behind the record's back, and what is said of it
    (f"UPDATE record_loggedact SET hash = sha256('x') WHERE {CTOC} AND seq = 2", "The leaf of act 2 is not the one of"),
    (
        f"UPDATE record_loggedact SET leaf = leaf || ' ', hash = sha256('\\x00' || leaf || ' ') WHERE {CTOC}"
        " AND seq = 2",
        "The leaf of act 2 is not what the format allows",
    ),
    (
        "UPDATE record_loggedact AS a SET leaf = b.leaf, hash = b.hash FROM record_loggedact AS b"
        f" WHERE a.{CTOC} AND b.log_id = a.log_id AND a.seq = 2 AND b.seq = 3",
        "The leaf of act 2 is not what the format allows",
    ),
    (f"DELETE FROM record_loggedact WHERE {CTOC} AND seq = 3", "Act 3 is not there"),
    (
        f"UPDATE record_actpart SET data = data || ' ' WHERE {CTOC} AND seq = 2 AND part = 'content'",
        "The part “content” of act 2, or its salt, is not the one to which its leaf commits",
    ),
    (
        f"UPDATE record_actpart SET salt = sha256('x') WHERE {CTOC} AND seq = 2 AND part = 'who'",
        "The part “who” of act 2, or its salt, is not",
    ),
    (
        f"UPDATE record_actpart SET data = replace(convert_from(data, 'UTF8'), 'Group', 'Groups')::bytea WHERE {CTOC}"
        " AND seq = 3 AND part = 'content'",
        "The part “content” of act 3, or its salt",
    ),
    (f"DELETE FROM record_actpart WHERE {CTOC} AND seq = 2 AND part = 'content'", "The part “content” of act 2 (body."),
    (f"DELETE FROM record_actpart WHERE {CTOC} AND seq = 2 AND part = 'what'", "The part “what” of act 2 is not held"),
    (f"DELETE FROM record_actpart WHERE {CTOC} AND seq = 2", "The part “what” of act 2 is not held"),
    (
        f"UPDATE record_loggedact SET subject = 'nemcon:body/x', type = 'x.y/1' WHERE {CTOC} AND seq = 2",
        "The columns type, subject of act 2 are not what the act says",
    ),
    (f"UPDATE record_loggedact SET act_id = NULL WHERE {CTOC} AND seq = 2", "The columns act_id of act 2"),
    (
        f"UPDATE record_loggedact SET received = received - interval '1 microsecond' WHERE {CTOC} AND seq = 2",
        "The columns received of act 2",
    ),
    (
        "UPDATE record_log SET frontier = sha256('x') WHERE name = 'institution'",
        "The tree over its acts is not",
    ),
    ("UPDATE record_log SET recorded = now() WHERE name = 'ctoc'", "The instant of its last act is not"),
    ("UPDATE record_log SET size = size - 1 WHERE name = 'ctoc'", "1 acts stand beyond its last one"),
    (
        "INSERT INTO record_actpart (log_id, seq, part, data, salt)"
        " SELECT log_id, 999, 'who', data, salt FROM record_actpart LIMIT 1",
        "1 parts belong to no act",
    ),
    (
        "INSERT INTO record_fulltile (log_id, level, number, data, root)"
        " SELECT id, 0, 0, 'x', 'x' FROM record_log WHERE name = 'ctoc'",
        "It has 1 full tiles, and 0 belong to its tree",
    ),
    (
        f"UPDATE record_signedhead SET note = replace(note, 'ctoc', 'cnd') WHERE {CTOC}",
        "does not verify|says that it is of|not signed with the keys",
    ),
    (
        f"UPDATE record_signedhead SET note = regexp_replace(note, '— .*', '') || E'— a b+cdefg=\\n' WHERE {CTOC}",
        "does not verify|not signed with the keys",
    ),
    (
        "UPDATE record_signedhead AS h SET note = o.note FROM record_signedhead AS o"
        f" WHERE h.{CTOC} AND o.log_id <> h.log_id",
        "says that it is of 4 acts of testserver/record/institution",
    ),
    (f"UPDATE record_signedhead SET size = size + 5 WHERE {CTOC}", "It has a checkpoint of"),
    ("UPDATE record_publichead SET size = size - 1", "there is no checkpoint of them"),
    (f"DELETE FROM record_logkey WHERE {CTOC}", "is not signed with the keys of that time"),
]


@pytest.mark.parametrize(("statement", "said"), TAMPERING)
def test_whatever_is_changed_in_the_record_is_found_and_said(site, tamper, statement, said):
    assert tamper(statement) > 0
    report = check()

    assert not report.holds
    assert any(part in sentences(report) for part in said.split("|")), sentences(report)
    assert report.sentences()[-1].endswith("faults were found.")


TABLES = [
    ("UPDATE papers_document SET body_id = NULL WHERE symbol LIKE 'CTOC%'", "papers_document", "acts say, in body_id"),
    ("UPDATE papers_document SET published = now() WHERE symbol LIKE '%/3'", "papers_document", "say, in published"),
    ("UPDATE papers_document SET agenda = agenda || ' '", "papers_document", "is not what the acts say, in agenda"),
    (
        "DELETE FROM papers_documentsymbol WHERE symbol LIKE 'E/%'",
        "papers_documentsymbol",
        "is not there, and acts say",
    ),
    (
        "INSERT INTO papers_documentsymbol SELECT 'A/1', id FROM papers_document LIMIT 1",
        "papers_documentsymbol",
        "The row of symbol A/1 is there, and no act says so",
    ),
    ("UPDATE papers_registeredsymbol SET state = 'reserved'", "papers_registeredsymbol", "the acts say, in state"),
    ('UPDATE meetings_institution SET names = \'{"en": "X"}\'', "meetings_institution", "the acts say, in names"),
    ("UPDATE meetings_body SET prefix = 'X'", "meetings_body", "is not what the acts say, in prefix"),
    (
        "UPDATE meetings_bodyname SET name = 'X' WHERE language = 'fr'",
        "meetings_bodyname: The row of body_id",
        "language fr is not what the acts say, in name",
    ),
    ("UPDATE meetings_meeting SET closes = closes + 1", "meetings_meeting", "is not what the acts say, in closes"),
    ("DELETE FROM meetings_meeting", "meetings_meeting", "is not there, and acts say that it is"),
]


@pytest.mark.parametrize(("statement", "table", "said"), TABLES)
def test_a_table_that_is_not_the_fold_of_the_acts_is_found_by_the_key_of_its_rows(site, tamper, statement, table, said):
    assert tamper(statement) > 0
    report = check()

    assert len(report.faults) <= 5, sentences(report)
    assert all(each.startswith(table) and said in each for each in report.faults), sentences(report)


def test_ten_rows_of_a_table_are_named_and_the_others_counted(site, tamper):
    for number in range(30):
        RegisteredSymbol.objects.create(symbol=f"A/{number}", series="A/", number=number, state="used")
    report = check()

    assert len(report.faults) == 11
    assert report.faults[-1] == "papers_registeredsymbol: And 20 more rows."


def test_a_file_that_an_act_names_must_be_there_and_be_that_file(site):
    models = [row.content.model for row in acts_of("document.published/1")]
    files.path_of(models[0]).unlink()
    files.path_of(models[1]).write_bytes(b"{}")
    report = check()

    assert f"names the file {models[0]}, which cannot be read: No such file or directory" in sentences(report)
    assert f"names the file {models[1]}, and what is kept in its place has other bytes" in sentences(report)


def acts_of(kind: str):
    """The acts of one type."""
    logs = Log.objects.order_by("id")
    return [each for log in logs for each in selectors.acts_in_order(log.id) if each.type == kind]


def test_a_projection_that_writes_elsewhere_is_found(site, monkeypatch):
    def careless(_act) -> None:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE record_log SET public_wanted = 9")

    monkeypatch.setitem(PROJECTIONS.by_type, "institution.founded/1", [careless])
    report = check()

    assert "cannot be replayed, nor what follows: cannot execute UPDATE in a read-only transaction" in sentences(report)
    assert not Log.objects.filter(public_wanted=9).exists()


def test_a_projection_that_fails_does_not_hide_the_others(site, monkeypatch):
    def broken(_act) -> None:
        raise KeyError("a bug")

    monkeypatch.setitem(PROJECTIONS.by_type, "meeting.convened/1", [broken])
    report = check()

    assert "What follows from act 4 (meeting.convened/1) cannot be made anew. KeyError: 'a bug'" in sentences(report)
    assert "papers_document" in sentences(report)


def test_a_key_that_no_act_handed_over_to_is_found(site, world):
    log = Log.objects.get(name="ctoc")
    rotate_key(by_command(world), log, site)
    sign_all(site, world)
    LogKey.objects.filter(log=log, since__gt=0).update(since=F("since") - 1)
    report = check()

    assert "on are not those that the table of keys names" in sentences(report)


# --- Size


def test_some_logs_can_be_checked_alone_and_one_that_is_not_there_is_said(site):
    report = check(["ctoc"])
    assert (report.holds, report.logs, report.tables) == (True, 1, 0)
    with pytest.raises(LookupError, match="There is no record 'cnd'"):
        check(["cnd"])


def test_an_empty_database_holds(database):
    assert check().holds


def test_acts_that_are_recorded_meanwhile_are_no_fault(site, world, monkeypatch):
    log = Log.objects.get(name="ctoc")
    real = check_tree._end
    happened: list[object] = []

    def meanwhile(walk) -> None:
        if not happened:
            happened.extend(at_once(partial(act, log, symbol="CTOC/COP/WG.3/2021/77")))
        real(walk)

    monkeypatch.setattr(check_tree, "_end", meanwhile)
    report = check()

    assert happened[0].acts[0].content.symbol == "CTOC/COP/WG.3/2021/77"
    assert report.holds, sentences(report)
    assert check().acts == report.acts + 1


def test_memory_does_not_grow_with_the_record_and_progress_is_said(log, world, monkeypatch):
    monkeypatch.setattr(check_tree, "PORTION", 100)
    monkeypatch.setattr(selectors, "PORTION", 100)
    act(log, world, count=400)
    peaks, said = [], []
    for _ in range(2):
        tracemalloc.start()
        assert check(say=said.append).holds
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        act(log, world, count=1200)
        log.refresh_from_db()

    assert peaks[1] < peaks[0] * 1.4
    assert "testserver/record/ctoc: 401 of 401 acts" in said
    assert "Made anew what follows from 1,000 of 1,601 acts" in said


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE record_fulltile SET data = data || 'x'", "tile/0/000 does not hold the hashes of the acts"),
        ("UPDATE record_fulltile SET root = sha256('x')", "tile/0/000 does not hold the hashes of the acts"),
        ("DELETE FROM record_fulltile", "The full tile tile/0/000 is not there"),
        ("DELETE FROM record_loggedact WHERE seq = 7", "Act 7 is not there"),
    ],
)
def test_tiles_are_checked(log, world, tamper, statement, said):
    act(log, world, count=299)
    assert check().tiles == 1
    tamper(statement)

    assert said in sentences(check())


def test_leaves_that_were_recovered_without_their_parts_are_counted(log):
    seeded(log, 700)
    report = check()

    assert report.bare == 699
    assert "Of 699 acts only the leaf is held" in sentences(report)
    assert report.holds, sentences(report)
    assert not SignedHead.objects.exists()
    assert ActPart.objects.count() == 3


def test_another_log_is_named_in_its_faults(log, world, tamper):
    opened("cnd", world)
    tamper("UPDATE record_loggedact SET hash = sha256('x') WHERE log_id = (SELECT max(id) FROM record_log)")

    assert all(each.startswith("testserver/record/cnd: ") for each in check().faults)


def test_the_reference_case_is_what_its_acts_say(case):
    report = check()

    assert report.holds, sentences(report)
    assert report.tables == len(PROJECTIONS.tables)
    assert report.files > 40
