"""How long the supervisor waits before it starts a process again."""

from __future__ import annotations

from nemcon.serve.supervisor import FIRST_PAUSE, HEALTHY_AFTER, LONGEST_PAUSE, Child


def test_the_pause_doubles_up_to_a_limit_and_is_short_again_after_a_healthy_while() -> None:
    child = Child("web", (), {})
    pauses = []
    now = 0.0
    for _ in range(9):
        child.started = now
        now += 1
        pauses.append(child.plan_restart(now))
        assert child.next_start == now + pauses[-1]

    child.started = now
    healthy = child.plan_restart(now + HEALTHY_AFTER + 1)

    assert pauses == [FIRST_PAUSE, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
    assert healthy == FIRST_PAUSE
