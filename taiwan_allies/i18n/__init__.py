"""What the program says in Traditional Chinese."""
