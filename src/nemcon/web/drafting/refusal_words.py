"""Refusals of the drafting room as sentences: what was not done, and what to do."""

from django.utils.translation import gettext as _

from nemcon.core.procedure import Refusal


def sentence(refusal: Refusal) -> str:
    """The refusal in the reader's language."""
    said = {
        "drafting.nothing_to_undo": _("There is nothing of yours to undo in this draft."),
        "drafting.nothing_to_redo": _("There is nothing to do again: nothing was undone last."),
        "drafting.unknown_command": _("Nothing was done: this page is older than the program. Load it again."),
        "drafting.no_such_rival": _("Nothing was settled: somebody else has settled it already. Load the page again."),
        "drafting.no_such_sitting": _("Nothing was moved: choose one of the sittings in the list."),
        "drafting.no_such_symbol": _("Nothing was added: no document has that symbol. Write symbol and title by hand."),
        "drafting.listed_already": _("Nothing was added: the item lists that document already."),
        "draft.no_such_node": _("Nothing was done: somebody removed it meanwhile. Take it back first."),
        "draft.under_itself": _("Nothing was moved: an item cannot stand under itself."),
        "draft.not_under": _("Nothing was moved: only an item can stand under an item."),
        "draft.node_is_there": _("Nothing was added: it is there already."),
        "draft.is_the_agenda": _("The head of the document cannot be removed."),
    }
    return str(said.get(refusal.code, _("Nothing was done. Load the page again and look at what is there.")))
