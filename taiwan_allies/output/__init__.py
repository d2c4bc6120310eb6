"""Results on their way to a terminal, a pipe or a file."""
