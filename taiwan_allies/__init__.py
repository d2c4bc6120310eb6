"""Who recognises the Republic of China (Taiwan), since when, and how we know."""

__version__ = "0.1.0"
