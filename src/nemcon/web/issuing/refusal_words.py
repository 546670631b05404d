"""Refusals between draft and release as sentences: what was not done, why, and what to do."""

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from nemcon.core.languages import LANGUAGES
from nemcon.core.procedure import Refusal
from nemcon.documents.compose.words import listed
from nemcon.web.accounts import selectors as accounts
from nemcon.web.issuing.models import ClearanceStep
from nemcon.web.wording import in_language, isolate, language_name


def sentence(refusal: Refusal, language: str) -> str:
    """The refusal in the language of the page."""
    return in_words(refusal.code, dict(refusal.facts), language)


def in_words(code: str, facts: Mapping[str, str], language: str) -> str:
    """What a code with its facts says, in the language of the page."""
    words = _submission() | _release() | _failures() | _clearance() | _languages()
    said = words.get(code)
    if said is None:
        return _("Nothing was done. Load the page again and look at what is there.")
    return said % _said(facts, language)


def _said(facts: Mapping[str, str], language: str) -> dict[str, str]:
    """The facts as a sentence says them: languages, steps and people by their names."""
    found = {name: _("not known") for name in ("language", "step", "next", "other", "by", "name", "form", "why")}
    found |= {"count": "", "symbol": "", "date": "", "languages": "", "opens": "", "file": "", **facts}
    if facts.get("language") in LANGUAGES:
        found["language"] = language_name(facts["language"], language)
    codes = [code for code in facts.get("languages", "").split() if code in LANGUAGES]
    found["languages"] = listed([language_name(code, language) for code in codes], language)
    if "symbol" in facts:
        found["symbol"] = isolate(facts["symbol"])  # it stands in its own direction
    for name in ("step", "next", "other"):
        if name in facts:
            found[name] = step_name(facts[name], language)
    if "by" in facts:
        found["by"] = person(facts["by"])
    if "form" in facts:
        found["form"] = {
            "pdf": "PDF",
            "docx": "Word",
            "html": "HTML",
            "akn": "Akoma Ntoso",
            "txt": _("plain text"),
        }.get(facts["form"], facts["form"])
    return found


def step_name(step: str, language: str) -> str:
    """What a step is called; `step` is its id."""
    try:
        names = ClearanceStep.objects.filter(id=UUID(step)).values_list("names", flat=True).first()
    except ValueError:  # it has no id yet: it is the name itself
        names = None
    return in_language(names, language).text if names else step


def person(account: str) -> str:
    """Somebody by the id of their account."""
    try:
        found = accounts.account(UUID(account))
    except ValueError:
        found = None
    return str(found) if found else _("not known")


def _submission() -> dict[str, str]:
    return {
        "issuing.date_fixed": _(
            "Nothing was submitted: it was submitted before, and keeps the date of its masthead. Release it, or take "
            "the submission back first."
        ),
        "issuing.errors": _(
            "Nothing was submitted: the checks find %(count)s errors. Mend them in the draft; the checks say where."
        ),
        "issuing.not_cleared": _(
            "Nothing was submitted: the clearance of %(step)s is missing. Ask for it, or note how it was given."
        ),
        "issuing.no_changes": _(
            "Nothing was done: a revision or corrigendum says what it changes, and this one does not in %(language)s. "
            "State the changes first."
        ),
        "issuing.symbol_used": _(
            "Nothing was submitted: %(symbol)s is the symbol of another document. Take the next number of the series."
        ),
        "symbol.used": _(
            "Nothing was released: %(symbol)s is the symbol of another document by now. Take the submission back, and "
            "submit it under another number."
        ),
        "issuing.symbol_malformed": _("Nothing was submitted: %(why)s"),
        "issuing.no_symbol": _("Nothing was submitted: give the symbol, such as CTOC/COP/WG.3/2021/1."),
        "issuing.changed_meanwhile": _(
            "Nothing was submitted: the draft was changed since you read it. Look at what changed, and submit it then."
        ),
        "issuing.not_written_here": _(
            "Nothing was done: this document is written elsewhere and only planned here. Bring it in as a draft first."
        ),
        "issuing.no_reason_to_withdraw": _("Nothing was taken back: say why."),
    }


def _release() -> dict[str, str]:
    return {
        "issuing.not_submitted": _("Nothing was released: the document is not submitted. Submit it first."),
        "issuing.running": _(
            "Nothing was begun: a release of this document is being prepared. Wait until it is out, or give it up."
        ),
        "issuing.no_language": _(
            "Nothing was done: choose at least one of the languages in which the document comes out."
        ),
        "issuing.file_missing": _(
            "Nothing was released: the file in %(language)s is not in. Mark it as final, or as an advance unedited "
            "version, or leave the language out."
        ),
        "issuing.original_first": _(
            "Nothing was released: %(language)s is the original, and is shown where a language is missing. Release it "
            "first, or with the others."
        ),
        "issuing.other_version": _(
            "Nothing was released: the file in %(language)s was made for another version of the original. Compare the "
            "two, and mark it again as made for the final one."
        ),
        "issuing.nothing_new": _("Nothing was released: %(language)s is out with this very text. Leave it out."),
        "issuing.no_reason": _(
            "Nothing was released: all languages come out together unless there is a reason, and %(languages)s would "
            "be missing or unedited. Give the reason."
        ),
        "issuing.out": _("Nothing was done: it is out already."),
        "call.id_taken": _("Nothing was done: this form was used for something else. Load the page again."),
    }


def _failures() -> dict[str, str]:
    return {
        "issuing.disk_full": _(
            "Nothing was released: the disk of the server is full. What was made is kept. Tell whoever runs the "
            "server; then take the release up again."
        ),
        "issuing.unmakable": _(
            "Nothing was released: the file %(form)s cannot be made in %(language)s. %(why)s Mend the text and mark it "
            "as final again, or release the other languages with a reason."
        ),
        "issuing.file_lost": _(
            "Nothing was released: a file that came in is no longer in the folder of files. Mark the language as final "
            "again, and tell whoever runs the server."
        ),
        "issuing.changed_while_prepared": _(
            "Nothing was released: a file or a statement was changed while the files were made. Look at what will "
            "happen once more, and release it then."
        ),
        "issuing.given_up": _("The release was given up. Nothing of it was published."),
        "issuing.not_allowed": _("Nothing was released: whoever asked for it may not release documents."),
    }


def _clearance() -> dict[str, str]:
    return {
        "clearance.no_chain": _(
            "Nothing was done: no chain of clearance is set for this body. An administrator sets it."
        ),
        "clearance.no_steps": _("Nothing was saved: a chain has at least one step."),
        "clearance.no_title": _("Nothing was saved: give each step a name, such as “Chief of section”."),
        "clearance.nobody": _("Nothing was saved: %(step)s has nobody who clears. Name a holder or a substitute."),
        "clearance.gone": _("Nothing was saved: %(name)s works here no longer. Name somebody else for %(step)s."),
        "clearance.no_account": _("Nothing was noted: say whose clearance it is."),
        "clearance.unknown_revision": _("Nothing was noted: this page is older than the draft. Load it again."),
        "clearance.unknown_step": _("Nothing was noted: this step is no longer in the chain. Load the page again."),
        "clearance.in_future": _(
            "Nothing was noted: this is still to come. Give the day and hour at which it was said."
        ),
        "clearance.not_noted": _("Nothing was noted: say who noted it."),
        "clearance.no_evidence": _("Nothing was noted: attach the e-mail by which it was cleared."),
        "clearance.no_remarks": _("Nothing was returned: say what shall be changed."),
        "clearance.left": _(
            "Nothing was noted: %(by)s no longer held %(step)s at that time. A substitute clears, or an administrator "
            "names another holder."
        ),
        "clearance.not_entitled": _("Nothing was noted: %(by)s does not clear %(step)s at present."),
        "clearance.not_cleared": _("Nothing was noted: this step has not cleared anything yet."),
        "clearance.not_next": _("Nothing was noted: %(next)s comes before %(step)s."),
        "clearance.version_changed": _(
            "Nothing was noted: the draft was changed since you read it. Look at what changed, then say it again."
        ),
        "clearance.already": _("Nothing was noted: %(by)s has said so already."),
        "clearance.twice": _("Nothing was noted: %(by)s cleared %(other)s; nobody clears two steps of this chain."),
    }


def _languages() -> dict[str, str]:
    return {
        "issuing.no_state": _("Nothing was saved: choose how the language stands."),
        "issuing.no_words": _(
            "Nothing was saved: the draft says nothing in %(language)s. Bring the translation in first."
        ),
        "issuing.no_question": _("Nothing was entered: write the question."),
        "issuing.no_answer": _("Nothing was saved: write the answer."),
        "issuing.limit": _("Nothing was saved: the limit is a number of words."),
        "issuing.adopted_before_opening": _("Nothing was saved: the agenda is adopted at the meeting, not before it."),
        "issuing.nothing_issued": _("Nothing was opened: the document is not out, so there is nothing to revise."),
        "issuing.no_relation": _("Nothing was opened: choose a revision, a corrigendum or an addendum."),
    }
