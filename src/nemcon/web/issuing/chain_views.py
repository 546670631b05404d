"""The chains of clearance: the institution's, and those of bodies that have their own. An administrator sets them."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from nemcon.core.procedure import Refusal
from nemcon.web.accounts import selectors as accounts
from nemcon.web.accounts.models import Account
from nemcon.web.desk.page import Desk, desk_page, show
from nemcon.web.issuing import chains, clearing
from nemcon.web.issuing.asking import has_left
from nemcon.web.issuing.clearing import StepFacts
from nemcon.web.issuing.models import Chain, ClearanceStep
from nemcon.web.issuing.refusal_words import sentence
from nemcon.web.meetings import selectors as meetings

MORE = 2
"""Empty steps that the form offers."""
INSTITUTION = "institution"


@desk_page("manage.clearance")
def every(desk: Desk) -> HttpResponse:
    """All chains."""
    own = {row.body_id: row for row in Chain.objects.all()}
    bodies = [
        {"body": body, "steps": _names(desk, own[body.id]) if body.id in own else []}
        for body in meetings.bodies(desk.language)
    ]
    whole = own.get(None)
    context = {
        "section": "desk",
        "whole": _names(desk, whole) if whole else [],
        "bodies": bodies,
    }
    return show(desk, "issuing/chains.html", context)


@desk_page("manage.clearance", "POST")
def chain(desk: Desk, slug: str) -> HttpResponse:
    """One chain: its steps, who holds each, and who clears in their stead."""
    body = None if slug == INSTITUTION else meetings.body(slug)
    if slug != INSTITUTION and body is None:
        raise Http404
    row = Chain.objects.filter(body=body).first()
    steps = chains.steps_in(row) if row else []
    refused = ""
    rows = [_row(desk, step) for step in steps] + [_empty() for _ in range(MORE if steps else MORE + 1)]
    sent = desk.request.POST
    if desk.request.method == "POST":
        rows = [_sent(desk, n) for n in range(min(_count(sent.get("count", "")), 30))]
        facts = [_facts(desk, one, {step.id for step in steps}) for one in rows if one["name"] or one["holder"]]
        try:
            after, once = sent.get("after_change", "shown"), bool(sent.get("once"))
            clearing.set_chain(desk.by, body, facts, after_change=after, once=once)
        except Refusal as why:
            refused = sentence(why, desk.language)
        else:
            return HttpResponseRedirect(reverse("issuing:chains", args=[desk.language]))
    context = {
        "section": "desk",
        "body": body,
        "rows": rows,
        "count": len(rows),
        "people": _people(desk, steps),
        "after_change": sent.get("after_change", row.after_change if row else "shown"),
        "once": bool(sent.get("once")) if desk.request.method == "POST" else bool(row and row.once),
        "refused": refused,
        "own": row is not None,
    }
    return show(desk, "issuing/chain.html", context, status=409 if refused else 200)


def _names(desk: Desk, row: Chain) -> list[dict[str, Any]]:
    found = []
    for step in chains.steps_in(row):
        people = [post.account for post in step.posts.all() if post.until is None]
        left = bool(people) and all(has_left(one, desk.now) for one in people)
        found.append({"name": chains.name_of(step, desk.language), "people": people, "left": left})
    return found


def _row(desk: Desk, step: ClearanceStep) -> dict[str, Any]:
    posts = [post for post in step.posts.all() if post.until is None]
    return {
        "id": str(step.id),
        "name": chains.name_of(step, desk.language),
        "names": step.names,
        "holder": next((str(post.account_id) for post in posts if not post.substitute), ""),
        "substitutes": [str(post.account_id) for post in posts if post.substitute],
    }


def _empty() -> dict[str, Any]:
    return {"id": "", "name": "", "names": {}, "holder": "", "substitutes": []}


def _sent(desk: Desk, n: int) -> dict[str, Any]:
    sent = desk.request.POST
    return {
        "id": sent.get(f"id-{n}", ""),
        "name": sent.get(f"name-{n}", "").strip(),
        "names": {},
        "holder": sent.get(f"holder-{n}", ""),
        "substitutes": sent.getlist(f"substitute-{n}"),
    }


def _facts(desk: Desk, one: dict[str, Any], known: set[UUID]) -> StepFacts:
    step = _id(one["id"])
    held = ClearanceStep.objects.filter(id=step).first() if step in known else None
    names = {**(held.names if held else {}), desk.language: one["name"]}
    substitutes = [account for each in one["substitutes"] if (account := _account(each)) is not None]
    return StepFacts(names, _account(one["holder"]), substitutes, held.id if held else None)


def _people(desk: Desk, steps: list[ClearanceStep]) -> list[Account]:
    """Whoever may clear, and who is in the chain already, even if they left."""
    found = {
        one.pk: one
        for role in ("clearing officer", "officer", "administrator")
        for one in accounts.holders(role, desk.now)
    }
    for step in steps:
        found |= {post.account.pk: post.account for post in step.posts.all() if post.until is None}
    return sorted(found.values(), key=str)


def _account(value: str) -> Account | None:
    identifier = _id(value)
    return accounts.account(identifier) if identifier else None


def _id(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _count(value: str) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 3 else 0
