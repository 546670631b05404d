"""Proposing an organization of work: from days, sittings, lengths and constraints to rows, or to what is in conflict.

`propose` answers with one of three: a `Proposal` that keeps to everything asked, a `Conflict` that is proven and names
a minimal set of requirements, or `NotFound` where the budget ended first. The same request has the same answer, in
whatever order its constraints are listed.
"""

import msgspec

from nemcon.core import agenda
from nemcon.core.proposing.conflict import conflict_in
from nemcon.core.proposing.defaults import request_from_agenda
from nemcon.core.proposing.explain import reasons_of
from nemcon.core.proposing.layout import parts_of, rows_of, unused_of
from nemcon.core.proposing.outcome import Conflict, NotFound, Outcome, Part, Proposal, Reason, Requirement, Unused
from nemcon.core.proposing.problem import compile_request, settle
from nemcon.core.proposing.request import (
    Apart,
    Before,
    Break,
    Constraint,
    First,
    Gap,
    Hours,
    InOrder,
    InSittings,
    Interpretation,
    Last,
    Need,
    NotAfter,
    NotBefore,
    On,
    Opening,
    Request,
    RequestError,
    Together,
    Track,
    decode_request,
    openings_of,
    validate,
)
from nemcon.core.proposing.search import Budget, Exhausted, solve


def propose(request: Request) -> Outcome:
    """An organization of work for the request. Raises RequestError for a request that cannot be understood.

    Hours are those of the seat. Source of the usual hours and of the limits by mode: DOMAIN section 3.
    """
    validate(request)
    settled, origins = settle(request)
    problem = compile_request(settled)
    budget = Budget(request.budget)
    try:
        plan = solve(problem, budget)
    except Exhausted:
        sentence = (
            f"No organization of work was found in {request.budget} steps, and no proof that there is none. "
            "Leave a little more time, give up a constraint, or allow more steps (`budget`)."
        )
        return NotFound(steps=request.budget, sentence=sentence)
    if plan is None:
        return conflict_in(settled, origins, request.budget)
    return Proposal(
        rows=rows_of(settled, problem, plan),
        parts=parts_of(problem, plan),
        reasons=reasons_of(settled, problem, plan),
        unused=unused_of(problem, plan),
    )


def read_request(data: bytes | str) -> Request:
    """A request from JSON that is either a request or an agenda; an agenda gets the usual lengths and order.

    Raises RequestError, msgspec.ValidationError or msgspec.DecodeError, which say what is wrong and where.
    """
    found = msgspec.json.decode(data)
    if isinstance(found, dict) and "masthead" in found:
        return request_from_agenda(msgspec.convert(found, agenda.Agenda))
    if isinstance(found, dict) and not found.keys() & {"days", "openings"}:
        raise RequestError(
            "This is neither an agenda (with `masthead` and `items`) nor a request (with `days` or `openings` and "
            "`items`)."
        )
    return msgspec.convert(found, Request)


__all__ = [
    "Apart",
    "Before",
    "Break",
    "Conflict",
    "Constraint",
    "First",
    "Gap",
    "Hours",
    "InOrder",
    "InSittings",
    "Interpretation",
    "Last",
    "Need",
    "NotAfter",
    "NotBefore",
    "NotFound",
    "On",
    "Opening",
    "Outcome",
    "Part",
    "Proposal",
    "Reason",
    "Request",
    "RequestError",
    "Requirement",
    "Together",
    "Track",
    "Unused",
    "decode_request",
    "openings_of",
    "propose",
    "read_request",
    "request_from_agenda",
]
