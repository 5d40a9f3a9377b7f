"""How Zhike looks and speaks: places of the rail, formats of figures, toasts, and the pages around every page."""
