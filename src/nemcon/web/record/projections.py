"""What is stored for speed and follows from the acts: each app says how an act changes its rows.

The same functions run when an act is recorded and when projections are rebuilt from the acts to be compared.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import Model

from nemcon.core.acts import Act

Project = Callable[[Act], None]
Named = Callable[[Act], Iterable[tuple[str, Path]]]
"""From an act to the files that it names: their SHA-256 in hexadecimal, and where their bytes are."""


@dataclass(frozen=True)
class Projected:
    """A table that follows from acts alone, but for the columns `without`: caches, and what only speeds up."""

    model: type[Model]
    without: frozenset[str] = frozenset()


@dataclass
class Registry:
    """Which act changes what. Filled by the apps as they are loaded; asked by their names without the version."""

    by_type: dict[str, list[Project]] = field(default_factory=dict)
    tables: list[Projected] = field(default_factory=list)
    named: dict[str, Named] = field(default_factory=dict)

    def on(self, *types: str) -> Callable[[Project], Project]:
        """Run a function for each act of one of `types`."""

        def registered(function: Project) -> Project:
            for each in types:
                self.by_type.setdefault(each, []).append(function)
            return function

        return registered

    def follow(self, model: type[Model], *, without: Sequence[str] = ()) -> None:
        """Say that the rows of `model` follow from acts. Tables are named before those that refer to them."""
        self.tables.append(Projected(model, frozenset(without)))

    def names_files(self, *types: str) -> Callable[[Named], Named]:
        """Say which files acts of `types` name."""

        def registered(function: Named) -> Named:
            self.named.update(dict.fromkeys(types, function))
            return function

        return registered

    def files_of(self, act: Act) -> Iterable[tuple[str, Path]]:
        """The files that an act names, whose content is held."""
        function = self.named.get(act.type)
        return () if function is None else function(act)

    def project(self, act: Act) -> None:
        """Bring the rows up to date with `act`."""
        for function in self.by_type.get(act.type, ()):
            function(act)


PROJECTIONS = Registry()
