"""The data package: how it is described, loaded, exported and compared."""
