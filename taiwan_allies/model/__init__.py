"""What the record is: its rows, its fields and its vocabularies. No input or output, the standard library only."""
