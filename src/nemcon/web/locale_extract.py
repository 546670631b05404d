"""Finds the interface's strings in templates and code, and writes them into the `.po` files.

`python -m nemcon.web.locale_extract`: new strings are added untranslated, those that are gone are taken out. A test
fails while one is missing.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib

WEB = Path(__file__).resolve().parent
LOCALE = WEB / "locale"
PLURALS = {
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2"
        " : n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
    ),
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "zh_Hans": "nplurals=1; plural=0;",
}
"""The translations there are, by Django's folder names; English is the language of the strings themselves."""

_CALL = re.compile(
    r"""\b(?P<plural>n?)gettext\(\s*(?P<prefix>u?)(?P<one>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""(?:\s*,\s*u?(?P<many>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"))?|"""
    r"""\b_\(\s*u?(?P<short>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
)


def strings() -> dict[str, tuple[str, list[str]]]:
    """Every string of the interface: its plural, "" if none, and where it stands."""
    found: dict[str, tuple[str, list[str]]] = {}
    for path in sorted(WEB.rglob("*")):
        if path.suffix == ".html":
            occurrences = _in_template(path)
        elif path.suffix == ".py" and not path.name.startswith("locale_"):
            occurrences = _in_code(path)
        else:
            continue
        for one, many in occurrences:
            plural, places = found.get(one, ("", []))
            found[one] = (plural or many, [*places, str(path.relative_to(WEB))])
    return found


def _in_code(path: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if node.func.id in ("_", "gettext", "gettext_lazy", "later") and words:
            yield words[0], ""
        elif node.func.id in ("ngettext", "ngettext_lazy") and len(words) > 1:
            yield words[0], words[1]


def _in_template(path: Path) -> Iterator[tuple[str, str]]:
    from django.utils.translation.template import templatize

    for match in _CALL.finditer(templatize(path.read_text("utf-8"))):
        one = match["one"] or match["short"]
        yield ast.literal_eval(one), ast.literal_eval(match["many"]) if match["plural"] and match["many"] else ""


def update() -> dict[str, int]:
    """Bring every `.po` file up to the strings; tells how many are untranslated in each."""
    found = strings()
    missing: dict[str, int] = {}
    for code, plural_forms in PLURALS.items():
        place = LOCALE / code / "LC_MESSAGES" / "django.po"
        old = {entry.msgid: entry for entry in polib.pofile(str(place))} if place.exists() else {}
        po = polib.POFile(wrapwidth=0)
        po.metadata = {
            "Language": code,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": plural_forms,
        }
        for one, (many, places) in sorted(found.items()):
            entry = polib.POEntry(msgid=one, occurrences=[(name, "") for name in sorted(set(places))])
            known = old.get(one)
            if many:
                count = int(re.search(r"nplurals=(\d)", plural_forms)[1])  # type: ignore[index]
                entry.msgid_plural = many
                kept = known.msgstr_plural if known else {}
                entry.msgstr_plural = {at: kept.get(at, "") for at in range(count)}
            else:
                entry.msgstr = known.msgstr if known else ""
            if "%(" in one or "%(" in many:
                entry.flags.append("python-format")
            po.append(entry)
        place.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(place))
        missing[code] = len(po.untranslated_entries())
    return missing


if __name__ == "__main__":
    from django.conf import settings

    settings.configure()
    print(update())
