"""The record: the one way in for acts, their storage, and the ways to read them."""
