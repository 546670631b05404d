"""The editor: a draft's items and annotations as fields, and the addresses to which they are saved as one types.

Saves come as JSON from drafting.js and as forms without it; both end in the same actions. Whoever is signed out is told
so by a status that the page understands (401): what was typed waits in the browser.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template import loader
from django.urls import reverse

from nemcon.core.procedure import Refusal
from nemcon.web.desk import seat as seats
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.drafting import actions, selectors, shown
from nemcon.web.drafting.frame import draft_at, frame
from nemcon.web.drafting.models import Draft
from nemcon.web.drafting.refusal_words import sentence
from nemcon.web.papers import selectors as papers
from nemcon.web.record.world import REAL


def saves_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For addresses that a page calls by itself: 401 instead of the way to sign in, which no script follows."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request, "account", None) is None:
            return JsonResponse({"signed_out": True}, status=401)
        return view(request, *args, **kwargs)

    return answered


@desk_page("read.draft")
def text(desk: Desk, draft: UUID) -> HttpResponse:
    """The items with their annotations, to be written."""
    held = draft_at(desk, draft)
    return show(desk, "drafting/text.html", _text(desk, held))


@desk_page("read.draft")
def nodes(desk: Desk, draft: UUID) -> HttpResponse:
    """The items alone, as the page fetches them again when their order has changed."""
    held = draft_at(desk, draft)
    context = {**_text(desk, held), "language": desk.language}
    return HttpResponse(loader.render_to_string("drafting/_nodes.html", context, desk.request))


def _text(desk: Desk, draft: Draft) -> dict[str, Any]:
    state = selectors.state(draft)
    items = shown.items(draft, state, desk.clock)
    return {
        **frame(desk, draft, "text"),
        "nodes": items,
        "count": sum(1 for node in items if node.kind == "item"),
        "removed": shown.removed(state),
        "papers": papers.choices(draft.meeting.body, draft.original),
        "rivals": sum(bool(field.rivals) for node in items for field in node.fields),
    }


class _Saves(msgspec.Struct):
    since: int
    saves: list[actions.Sent]


class _Command(msgspec.Struct):
    since: int
    id: UUID
    command: str
    node: str = ""
    value: str = ""


@saves_page
@desk_page("edit.draft", "POST")
def saves(desk: Desk, draft: UUID) -> HttpResponse:
    """Save fields; answers how each save went, and what others wrote since."""
    if desk.request.method != "POST":
        raise Http404
    try:
        sent = msgspec.json.decode(desk.request.body, type=_Saves)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        return JsonResponse({"refused": str(error)}, status=400)
    results = _found(lambda: actions.save(desk.account, draft, sent.saves, REAL.now()))
    answer = _since(desk, draft, sent.since)
    answer["results"] = [
        {
            "id": str(result.id),
            "node": result.node,
            "name": result.name,
            "outcome": result.outcome,
            "version": result.version,
            **({"html": _rivals(desk, draft, result.node, result.name)} if result.rivals else {}),
        }
        for result in results
    ]
    return JsonResponse(answer)


@saves_page
@desk_page("read.draft")
def changes(desk: Desk, draft: UUID) -> HttpResponse:
    """What was written since a revision, by whom."""
    try:
        since = int(desk.request.GET.get("since", ""))
    except ValueError:
        raise Http404 from None
    return JsonResponse(_since(desk, draft, since))


R = TypeVar("R")


def _found(asked: Callable[[], R]) -> R:
    """What was asked of a draft, or Http404 where there is none."""
    try:
        return asked()
    except Draft.DoesNotExist:
        raise Http404 from None


def _since(desk: Desk, draft: UUID, since: int) -> dict[str, Any]:
    found = _found(lambda: selectors.changes(draft, since))
    return {
        "revision": found.revision,
        "structure": found.structure,
        "csrf": get_token(desk.request),
        "at": seats.hour(desk.now, desk.clock),
        "changes": [
            {
                "node": each.node,
                "name": each.name,
                "version": each.version,
                "value": each.value,
                "by": each.by,
                "mine": each.account == desk.account.id,
                "html": _rivals(desk, draft, each.node, each.name) if each.rivals else "",
            }
            for each in found.fields
        ],
    }


def _rivals(desk: Desk, draft_id: UUID, node: str, name: str) -> str:
    draft = draft_at(desk, draft_id)
    field = shown.one_field(draft, selectors.held(draft.id, node, name), node, name, desk.clock)
    context = {"field": field, "language": desk.language, "draft": draft, "desk": desk}
    return loader.render_to_string("drafting/_rivals.html", context, desk.request)


@saves_page
@desk_page("edit.draft", "POST")
def commands(desk: Desk, draft: UUID) -> HttpResponse:
    """An act on items: add, move, remove, renumber, undo. As JSON from the page, or as a form without a script."""
    held = draft_at(desk, draft)
    if desk.request.method != "POST":
        raise Http404
    if desk.request.content_type == "application/json":
        return _command_by_script(desk, held)
    return _command_by_form(desk, held)


def _command_by_script(desk: Desk, draft: Draft) -> HttpResponse:
    try:
        asked = msgspec.json.decode(desk.request.body, type=_Command)
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        return JsonResponse({"refused": str(error)}, status=400)
    try:
        done = actions.command(desk.account, draft.id, asked.id, asked.command, asked.node, asked.value, REAL.now())
    except Refusal as refusal:
        return JsonResponse({**_since(desk, draft.id, asked.since), "refused": sentence(refusal)})
    return JsonResponse({**_since(desk, draft.id, asked.since), "focus": done.focus})


def _command_by_form(desk: Desk, draft: Draft) -> HttpResponse:
    """Without a script: the fields of the item are saved with the act on it."""
    given = desk.request.POST
    node, command = given.get("node", ""), given.get("command", "save")
    sent = [
        actions.Sent.of_form(
            node, name.removeprefix("base:"), str(base), str(given.get(name.removeprefix("base:"), ""))
        )
        for name, base in given.items()
        if name.startswith("base:")
    ]
    world = REAL
    actions.save(desk.account, draft.id, sent, world.now())
    place = reverse("drafting:text", args=[desk.language, draft.id])
    if command == "save":
        return HttpResponseRedirect(f"{place}#{node}")
    try:
        value = given.get("symbol", "") if command == "paper" else ""
        done = actions.command(desk.account, draft.id, world.identifier(), command, node, value, world.now())
    except Refusal as refusal:
        context = {**_text(desk, Draft.objects.get(id=draft.id)), "refused": sentence(refusal)}
        return show(desk, "drafting/text.html", context, status=422)
    return HttpResponseRedirect(f"{place}#{done.focus or node}")
