"""Charts for a terminal, a page and for print."""
