"""Kill -9 of everything, at random, while sixteen people send forms: nothing that was answered is missing, no number
of an act and no symbol is burnt or used twice, and no two checkpoints disagree."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest

from .answering.site import AnsweringSite
from .answering.storm import storm
from .site import folder

pytestmark = [pytest.mark.process, pytest.mark.xdist_group("process")]

KILLS = 25
"""`make soak` kills more: tests/serve/answering/soak.py."""


@pytest.fixture
def site() -> Iterator[AnsweringSite]:
    with folder() as place:
        made = AnsweringSite(place / "data")
        try:
            yield made.start()
        finally:
            made.stop()


def test_whatever_is_killed_what_was_answered_stands(site: AnsweringSite) -> None:
    seed = int(os.environ.get("SEED_OF_STORM") or random.randrange(10**6))
    print(f"SEED_OF_STORM={seed}")

    happened = storm(site, KILLS, seed)

    print(happened.sentence())
    assert happened.judgement.all() == []
    assert happened.checked[0] == 0, happened.checked[1]
    assert happened.judgement.answered > 5 * KILLS, "too little was done for the kills to hit anything"
    assert happened.seen > KILLS // 5
