"""The sample company's papers that are no text files: what they say is kept here, `generate` makes them of it."""
