"""A draft of an annotated agenda on which several officers write at once."""
