"""A release in six languages and five formats beside the bare renderers run one after another: at most 1.3 times.

    python benchmarks/release.py [--rounds 7] [--items 0]

"Release" is all that the worker does once it was asked for: it reads the words of each language, makes 36 files (PDF,
Word, HTML, Akoma Ntoso, plain text, and the data), forces each to the disk, saves its progress after each, writes the
pages and what search reads, and records the act. "Bare" composes the same documents and calls the same writers one
after another, and keeps nothing. The document is the reference agenda in six languages; with --items it has so many
more. Every round has words of its own, since Typst remembers what it has set; the two take turns. PostgreSQL commits
as it does by default; files are forced to the disk of this folder.
"""

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
FORMS = ("pdf", "docx", "html", "akn", "txt", "json")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--items", type=int, default=0, help="items to add to the agenda (0)")
    asked = parser.parse_args()
    from nemcon.serve.postgres import Cluster

    folder = Path(tempfile.mkdtemp(prefix="nemcon-bench-"))
    folder.chmod(0o711)
    (folder / "pg").mkdir()
    cluster = Cluster(folder / "pg", {"shared_buffers": "128MB"})
    cluster.create()
    cluster.start()
    try:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "nemcon.web.settings.base",
            "DATABASE_URL": cluster.url,
            "NEMCON_DATA": str(folder / "data"),
            "NEMCON_SECRET_KEY": "demo-only-for-a-benchmark-on-this-machine-and-for-nothing-else",
            "NEMCON_HTTPS": "local",
            "NEMCON_LOG_LEVEL": "ERROR",
        }
        report(*measure(asked.rounds, asked.items))
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def measure(rounds: int, items: int) -> tuple[list[float], list[float], dict[str, float]]:
    """Seconds of each round: release, bare; and of one bare round by form."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    draft, account, whole = prepared(items)
    ours, bare, by_form = [], [], {}
    for n in range(rounds + 1):  # the first warms both
        agenda = varied(whole, n)
        if n % 2:
            ours.append(released(draft, account, agenda, n))
            bare.append(rendered(varied(whole, 1000 + n), by_form))
        else:
            bare.append(rendered(varied(whole, 1000 + n), by_form))
            ours.append(released(draft, account, agenda, n))
    return ours[1:], bare[1:], by_form


def prepared(items: int) -> tuple[Any, Any, Any]:
    """An institution with a meeting, a submitted draft, and the agenda."""
    import datetime as dt

    from msgspec.structs import replace

    from nemcon.core import agenda as agendas
    from nemcon.core.agenda import Block, Item
    from nemcon.web.accounts.models import Account, Appointment
    from nemcon.web.drafting.actions import open_agenda
    from nemcon.web.issuing import actions
    from nemcon.web.meetings.actions import convene_meeting, establish_body, found_institution
    from nemcon.web.record.perform import by_command
    from nemcon.web.record.world import REAL

    found_institution(by_command(), names={"en": "Institution"}, seats={"en": "Vienna"}, zone="Europe/Vienna")
    body = establish_body(by_command(), slug="wg3", names={"en": "Working Group"}, prefix="CTOC/COP/WG.3")
    meeting = convene_meeting(
        by_command(),
        slug="wg3-12",
        body=body,
        names={"en": "Twelfth meeting"},
        places={"en": "Vienna"},
        zone="Europe/Vienna",
        opens=dt.date(2021, 3, 25),
        closes=dt.date(2021, 3, 26),
    )
    account = Account.objects.create_user("officer@example.org", name="Officer")
    Appointment.objects.create(account=account, role="officer", since=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    whole = agendas.decode(resources.files("nemcon.demo.reference").joinpath("ctoc-cop-wg3-2021-1.json").read_bytes())

    def longer(own: Any) -> Any:
        said = own.items[0].title or "Item"
        more = tuple(
            Item(number=str(100 + n), title=f"{said} {n}", annotation=(Block(text=f"{said}. " * 12),))
            for n in range(items)
        )
        return replace(own, items=(*own.items, *more))

    if items:
        whole = replace(longer(whole), translations={code: longer(own) for code, own in whole.translations.items()})
    draft = open_agenda(account, meeting, whole, title="Annotated provisional agenda", now=REAL.now())
    actions.submit(call(account), draft, symbol="CTOC/COP/WG.3/2021/1", revision=draft.revision)
    return draft, account, whole


def call(account: Any) -> Any:
    """A call of an act by the officer."""
    from nemcon.core.acts import Capacity
    from nemcon.web.record.perform import Actor, Call
    from nemcon.web.record.world import REAL

    return Call(Actor(Capacity.OFFICER, account=str(account.pk)), REAL.now(), "door", REAL.identifier())


def varied(whole: Any, n: int) -> Any:
    """The agenda with a word of its own in each language."""
    from msgspec.structs import replace

    def own(agenda: Any) -> Any:
        first, *rest = agenda.items
        return replace(agenda, items=(replace(first, title=f"{first.title} {n}"), *rest))

    return replace(own(whole), translations={code: own(agenda) for code, agenda in whole.translations.items()})


def released(draft: Any, account: Any, agenda: Any, n: int) -> float:
    """Release this text of the draft; how long the worker takes."""
    from nemcon.core import agenda as agendas
    from nemcon.core import issuing
    from nemcon.core.languages import LANGUAGES
    from nemcon.web.issuing import actions, releasing
    from nemcon.web.issuing.models import LanguageFile
    from nemcon.web.papers import files
    from nemcon.web.record.world import REAL

    for code in LANGUAGES:
        words = files.keep(agendas.encode(issuing.own_words(agenda, code)), "application/json")
        LanguageFile.objects.update_or_create(
            draft=draft,
            language=code,
            defaults={
                "state": "final",
                "made_for": issuing.version(agenda, "en"),
                "words": words,
                "text": issuing.version(agenda, code),
                "at": REAL.now(),
            },
        )
    release = actions.ask_release(call(account), draft, LANGUAGES, account=account.pk)
    begun = time.perf_counter()
    releasing.carry_out(release.id)
    took = time.perf_counter() - begun
    release.refresh_from_db()
    assert release.state == "released", release.failure
    return took


def rendered(agenda: Any, by_form: dict[str, float]) -> float:
    """Compose and write the same documents one after another, and keep nothing."""
    import uuid

    from nemcon.core.languages import LANGUAGES
    from nemcon.web.papers import making
    from nemcon.web.papers.formats import FORMATS

    names = {"en": "Institution"}
    began = time.perf_counter()
    for code in LANGUAGES:
        (document,) = making.compose(agenda, [code], names, uuid.uuid4())
        for form in FORMS:
            at = time.perf_counter()
            FORMATS[form].write(document, agenda)
            by_form[form] = time.perf_counter() - at + (by_form.get(form, 0.0) if code != LANGUAGES[0] else 0.0)
    return time.perf_counter() - began


def report(ours: list[float], bare: list[float], by_form: dict[str, float]) -> None:
    """One line, and what the renderers take by form."""
    print(f"{'':10} {'median s':>9} {'least s':>8}")
    print(f"{'release':10} {statistics.median(ours):9.2f} {min(ours):8.2f}")
    print(f"{'bare':10} {statistics.median(bare):9.2f} {min(bare):8.2f}")
    ratio, least = statistics.median(ours) / statistics.median(bare), min(ours) / min(bare)
    print(f"{'ratio':10} {ratio:9.2f} {least:8.2f}   target: at most 1.3")
    print("bare, by form: " + ", ".join(f"{form} {seconds:.2f} s" for form, seconds in by_form.items()))


if __name__ == "__main__":
    main()
