"""How Zhike looks and speaks: places of the rail, formats of figures, small charts, the language of a reader."""
