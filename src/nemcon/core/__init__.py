"""Procedure and text, in pure Python: no Django, no database, no network, no clock of its own."""
