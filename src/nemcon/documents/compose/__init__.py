"""Composing: what a secretariat knows becomes a document in one language, in the house style of that language."""
