"""Nemcon: the secretariat platform for intergovernmental meetings."""
