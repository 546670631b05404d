"""Series of symbols: numbers without gaps, no symbol twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nemcon.core.procedure import Refusal
from nemcon.core.symbol_series import GIVEN_BACK, RESERVED, USED, Numbered, check_given_back, next_in, numbered
from nemcon.core.symbols import SymbolError, parse

SERIES = [
    "CTOC/COP/WG.3/2021/",
    "CTOC/COP/WG.3/2021/CRP.",
    "A/C.3/67/L.",
    "A/C.3/67/L.44/Rev.",
    "A/C.3/67/L.44/Add.",
    "E/CN.7/2019/",
    "CAC/COSP/IRG/II/1/1/Add.",
    "UNEP/CBD/SBSTTA/14/INF/",
    "ICC-ASP/18/",
]
series = st.sampled_from(SERIES)
numbers = st.integers(1, 999)


@given(series, numbers)
def test_a_symbol_is_its_series_and_its_number(name, number):
    found = numbered(f"{name}{number}")

    assert found == Numbered(name, number)
    assert str(found) == f"{name}{number}" == str(parse(str(found)))


@given(series, numbers)
def test_a_reissue_is_of_the_same_number(name, number):
    assert numbered(f"{name}{number}*") == Numbered(name, number)


@pytest.mark.parametrize(
    "symbol",
    [
        "E/CN.7/2019/CRP.13-E/CN.15/2019/CRP.9",
        "A/RES/36/117 B",
        "A/59/2005(Part I)",
        "CTOC/COP/WG.3/2021/L.1a",
        "A/59/007",
    ],
)
def test_what_no_series_allocates_has_no_number(symbol):
    assert numbered(symbol) is None


@given(series, st.integers(0, 998), st.sets(numbers))
def test_what_was_given_back_comes_first_the_lowest_of_all_and_then_the_next(name, highest, given_back):
    found = next_in(name, highest, given_back)

    assert found.series == name
    assert found.number == (min(given_back) if given_back else highest + 1)


@pytest.mark.parametrize(
    "name",
    ["", "CTOC", "/", "CTOC/COP/WG.3/202", "ctoc/cop/", "CTOC/COP/WG.3/2021/ ", "A//", "A/C.3/67/L.0", "7"],
)
def test_what_is_the_beginning_of_no_symbol_is_no_series(name):
    with pytest.raises(SymbolError, match="is not the beginning of a symbol"):
        next_in(name, 0, ())


@given(st.text(alphabet="ACTOP/.0123456789-* L", max_size=20), st.integers(0, 50))
def test_whatever_is_allocated_is_a_symbol_of_that_series(name, highest):
    try:
        found = next_in(name, highest, ())
    except SymbolError:
        return
    assert numbered(str(parse(str(found)))) == found == Numbered(name, highest + 1)


@pytest.mark.parametrize("state", [USED, GIVEN_BACK, None])
def test_only_what_is_reserved_can_be_given_back(state):
    with pytest.raises(Refusal, match="not_reserved"):
        check_given_back("A/C.3/67/L.44", state, "withdrawn by its sponsors")


@pytest.mark.parametrize("reason", ["", " ", "\n"])
def test_whoever_gives_back_says_why(reason):
    with pytest.raises(Refusal, match="no_reason"):
        check_given_back("A/C.3/67/L.44", RESERVED, reason)


class Register(RuleBasedStateMachine):
    """A register in which symbols are reserved, used and given back in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.states: dict[int, str] = {}
        self.used: set[int] = set()

    def of(self, state: str) -> list[int]:
        """The numbers in that state."""
        return [number for number, held in self.states.items() if held == state]

    @rule()
    def reserve(self) -> None:
        """The next one."""
        found = next_in("A/C.3/67/L.", max(self.states, default=0), self.of(GIVEN_BACK)).number
        assert self.states.get(found) in (None, GIVEN_BACK)
        self.states[found] = RESERVED

    @precondition(lambda self: self.of(RESERVED))
    @rule(data=st.data())
    def use(self, data: st.DataObject) -> None:
        """Publish under one that is reserved."""
        found = data.draw(st.sampled_from(self.of(RESERVED)))
        assert found not in self.used
        self.used.add(found)
        self.states[found] = USED

    @precondition(lambda self: self.of(RESERVED))
    @rule(data=st.data())
    def give_back(self, data: st.DataObject) -> None:
        """Give one back."""
        found = data.draw(st.sampled_from(self.of(RESERVED)))
        check_given_back(f"A/C.3/67/L.{found}", self.states[found], "not needed")
        self.states[found] = GIVEN_BACK

    @invariant()
    def no_gap(self) -> None:
        """Each number up to the highest is accounted for, and what is used stays used."""
        assert sorted(self.states) == list(range(1, len(self.states) + 1))
        assert self.used == set(self.of(USED))


TestRegister = Register.TestCase
