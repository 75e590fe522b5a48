"""The page's panels: one file each, with `layout()` and, where it has callbacks, `register(app)`."""
