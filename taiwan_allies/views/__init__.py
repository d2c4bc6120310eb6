"""Answers as lines of a terminal, as a page and as references."""
