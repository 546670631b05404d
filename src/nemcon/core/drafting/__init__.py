"""A draft of an annotated agenda on which several officers write at once.

    held         one field: `apply(held, save)`; what comes too late stands beside what came first
    draft        nodes with named fields; `evolve`, `replay`
    tree         which node stands under which; no circle, nothing lost
    step         what one person does in one go: `undo`, `redo`, `settle`
    commands     items added, moved, removed, restored; `renumbering`, `programme`
    from_agenda  an agenda as a draft; `to_agenda` the agenda that a draft says; `translating` what lacks or is stale

Values are strings as an officer types them (`core.notation`). A draft is no act: none of this is in the record.
"""
