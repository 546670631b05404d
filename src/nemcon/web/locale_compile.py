"""Compiles the interface's translations without the system's gettext. `python -m nemcon.web.locale_compile`."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_all() -> int:
    """Compile each `.po` that is newer than its `.mo`; tells how many there were."""
    compiled = 0
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        mo = po.with_suffix(".mo")
        if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
            fresh = mo.with_suffix(f".{id(po)}.tmp")
            polib.pofile(str(po)).save_as_mofile(str(fresh))
            fresh.replace(mo)  # at once: another process may be reading it
            compiled += 1
    return compiled


if __name__ == "__main__":
    print(f"{compile_all()} compiled")
