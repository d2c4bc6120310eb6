"""Help topics, recipes and the manual page."""
