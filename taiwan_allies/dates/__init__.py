"""Dates as sources give them, periods, and the words for both."""
