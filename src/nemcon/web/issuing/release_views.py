"""Release: what will happen is shown first; then it is asked for, and its page shows how far it is."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.utils.translation import ngettext

from nemcon.core import issuing
from nemcon.core.issuing import Asked
from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import Refusal
from nemcon.web.accounts.sudo import sudo
from nemcon.web.addresses import document_address
from nemcon.web.desk.page import Desk, desk_act, desk_page, show
from nemcon.web.issuing import actions, reading, selectors
from nemcon.web.issuing.frame import Held, frame, held_at, language_name, names_of, own, own_name
from nemcon.web.issuing.models import LanguageFile, Release
from nemcon.web.issuing.refusal_words import in_words, sentence
from nemcon.web.papers.formats import FORMATS
from nemcon.web.papers.models import Citation
from nemcon.web.record.perform import NotAllowed
from nemcon.web.record.world import REAL
from nemcon.web.wording import isolate


@desk_page("read.draft")
def page(desk: Desk, draft: UUID) -> HttpResponse:
    """What will happen if these languages are released."""
    held = held_at(desk, draft)
    if held.stands.state.submission is None:
        return HttpResponseRedirect(reverse("issuing:submission", args=[desk.language, draft]))
    asked = desk.request.GET
    chosen = asked.getlist("code") if "code" in asked or "shown" in asked else _proposed(held)
    return _show(desk, held, chosen, asked.get("apart", ""))


@sudo(later("Release the document"))
@desk_act("edit.draft")
def release(desk: Desk) -> HttpResponse:
    """Ask for the release that the form names; on to its page."""
    sent = desk.request.POST
    draft_id, act = _id(sent.get("draft")), _id(sent.get("act"))
    desk = own(desk, "release", draft_id)
    held = held_at(desk, draft_id)
    try:
        made = actions.ask_release(
            desk.call(act),
            held.draft,
            sent.getlist("code"),
            apart=sent.get("apart", ""),
            account=desk.account.pk,
        )
    except Refusal as why:
        said = sentence(why, desk.language)
        return _show(desk, held, sent.getlist("code"), sent.get("apart", ""), refused=said, status=409)
    except NotAllowed:
        raise Http404 from None
    return HttpResponseRedirect(reverse("issuing:progress", args=[desk.language, made.id]), status=303)


@desk_page("read.draft", "POST")
def progress(desk: Desk, release_id: UUID) -> HttpResponse:
    """How far a release is; from here it is taken up again, or given up."""
    row = selectors.release(desk.role, release_id)
    if row is None:
        raise Http404
    refused = ""
    if desk.request.method == "POST":
        if not desk.may("edit.draft"):
            raise Http404
        try:
            if desk.request.POST.get("do") == "take up":
                actions.take_up(desk.call(REAL.identifier()), row)
            elif desk.request.POST.get("do") == "give up":
                actions.give_up(desk.call(REAL.identifier()), row)
            else:
                raise Http404
            return HttpResponseRedirect(reverse("issuing:progress", args=[desk.language, release_id]), status=303)
        except Refusal as why:
            refused = sentence(why, desk.language)
        except (NotAllowed, PermissionError):
            raise Http404 from None
    context = {**_progress(desk, row), "language": desk.language, "desk": desk}
    if desk.request.GET.get("part") == "progress":
        return HttpResponse(loader.render_to_string("issuing/_progress.html", context, desk.request))
    held = held_at(desk, row.draft_id)
    context = {**frame(desk, held, "release"), **context, "refused": refused}
    return show(desk, "issuing/progress.html", context, status=409 if refused else 200)


def _proposed(held: Held) -> list[str]:
    """The languages that can come out now: those whose file is in and is not what they show."""
    state = held.stands.state
    ready, shown = reading.ready_of(held.draft), reading.shown_of(held.draft.id)
    return [
        code
        for code in held.stands.whole
        if code in ready
        and not (
            code in state.out and shown.get(code) == ready[code].text and (code in state.advance) == ready[code].advance
        )
    ]


def _show(
    desk: Desk, held: Held, chosen: Sequence[str], apart: str, refused: str = "", status: int = 200
) -> HttpResponse:
    draft, state = held.draft, held.stands.state
    asked = reading.asked_of(draft, chosen, apart)
    blocked = ""
    try:
        issuing.check_release(state, asked)
    except Refusal as why:
        blocked = sentence(why, desk.language)
        code = why.code
    else:
        code = ""
    missing = issuing.apart(state, _known(asked))
    running = Release.objects.filter(draft=draft, state="preparing").first()
    files = selectors.language_files(draft)
    context: dict[str, Any] = {
        **frame(desk, held, "release"),
        "refused": refused,
        "act": REAL.identifier(),
        "chosen": [one for one in held.stands.whole if one in asked.languages],
        "languages": [_language(desk, held, one, files.get(one), one in asked.languages) for one in held.stands.whole],
        "apart": apart,
        "missing": names_of(missing, desk) if missing else "",
        "needs_reason": bool(missing),
        "blocked": blocked if blocked and not refused else "",
        "only_reason": code == "issuing.no_reason",
        "happens": _what_happens(desk, held, asked) if code in ("", "issuing.no_reason") else [],
        "button": _("Release in %(languages)s") % {"languages": names_of(asked.languages, desk)},
        "running": running,
        "may_release": desk.may("edit.draft"),
    }
    return show(desk, "issuing/release.html", context, status=status)


def _known(asked: Asked) -> Asked:
    """The command with those languages alone whose file is in: of others nothing can be said."""
    from dataclasses import replace

    return replace(asked, languages=tuple(code for code in asked.languages if code in asked.ready))


def _language(desk: Desk, held: Held, code: str, file: LanguageFile | None, chosen: bool) -> dict[str, Any]:
    state = held.stands.state
    if file is None:
        stands = _("not begun")
    elif file.state == "in translation":
        stands = _("in translation")
    elif file.state == "advance":
        stands = _("in, as an advance unedited version")
    else:
        stands = _("final file is in")
    if code in state.advance:
        shows = _("advance unedited version is out")
    elif code in state.out:
        shows = _("out")
    else:
        shows = _("not out; the original is shown")
    return {
        "code": code,
        "name": language_name(code, desk),
        "own": own_name(code),
        "stands": stands,
        "shows": shows if state.out else _("not out"),
        "in": file is not None and file.words_id is not None,
        "chosen": chosen,
        "file": file,
        "address": reverse("issuing:language", args=[desk.language, held.draft.id, code]),
    }


def _what_happens(desk: Desk, held: Held, asked: Asked) -> list[dict[str, str]]:
    """What the release does, in sentences, each with what it means."""
    state, draft = held.stands.state, held.draft
    out, advance = issuing.out_after(state, asked)
    count = len(asked.languages) * len(FORMATS)
    made = ngettext("%(count)s file is made", "%(count)s files are made", count) % {"count": count}
    formats = _("PDF, Word, HTML, Akoma Ntoso, plain text and data")
    symbol = isolate(state.symbol) if state.symbol else _("its number, the next in its series")
    said = [
        {
            "words": _("%(files)s, in %(languages)s: %(formats)s.")
            % {"files": made, "languages": names_of(asked.languages, desk), "formats": formats},
            "note": _("Until all are there nothing changes for anybody. If one cannot be made, none is released."),
        },
        {
            "words": _("Then everybody can read it, in all these languages at the same moment."),
            "note": _("%(symbol)s leads to it in %(languages)s.")
            % {"symbol": symbol, "languages": names_of(out, desk)},
        },
    ]
    if advance:
        said.append(
            {
                "words": _("Marked as an advance unedited version, on page and paper: %(languages)s.")
                % {"languages": names_of(advance, desk)},
                "note": "",
            }
        )
    rest = [code for code in desk.institution.languages if code not in out]
    if rest:
        said.append(
            {
                "words": _("In %(languages)s the page shows the original, and says so.")
                % {"languages": names_of(rest, desk)},
                "note": _("No words of these languages are shown or kept in any file."),
            }
        )
    kept = [code for code in state.out if code not in asked.languages]
    if kept:
        said.append(
            {
                "words": _("What is out in %(languages)s stays as it is.") % {"languages": names_of(kept, desk)},
                "note": "",
            }
        )
    citing = Citation.objects.filter(symbol=state.symbol).count() if state.symbol and not state.out else 0
    if citing:
        said.append(
            {
                "words": ngettext(
                    "%(count)s document that names it leads to it.",
                    "%(count)s documents that name it lead to it.",
                    citing,
                )
                % {"count": citing},
                "note": "",
            }
        )
    said.append(
        {
            "words": _("The record keeps it, and is shown to the public at once."),
            "note": _("Each PDF and Word file gets its proof as soon as the record is signed, within seconds."),
        }
    )
    if draft.relation and draft.of is not None:
        said.append(
            {
                "words": _("Beside it stands what it changes in %(symbol)s.") % {"symbol": isolate(draft.of.symbol)},
                "note": "",
            }
        )
    return said


def _progress(desk: Desk, row: Release) -> dict[str, Any]:
    made: dict[str, dict[str, str]] = row.made.get("files", {}) if row.made else {}
    state = reading.state_of(row.draft_id)
    quiet = (desk.now - row.alive) > actions.TAKEN_UP_AFTER
    return {
        "release": row,
        "rows": [
            {
                "name": language_name(code, desk),
                "forms": len(made.get(code, {})),
                "total": len(FORMATS),
                "address": document_address(code, state.symbol) if row.state == "released" and state.symbol else "",
            }
            for code in LANGUAGES
            if code in row.languages
        ],
        "failure": in_words(row.failure.get("code", ""), row.failure, desk.language) if row.failure else "",
        "can_take_up": row.state == "failed" or (row.state == "preparing" and quiet),
        "quiet": row.state == "preparing" and quiet,
        "symbol": state.symbol,
        "address": document_address(desk.language, state.symbol) if row.state == "released" and state.symbol else "",
        "may_release": desk.may("edit.draft"),
    }


def _id(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise Http404 from None
