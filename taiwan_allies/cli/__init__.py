"""One short file a command: parse, ask, hand a result on."""
