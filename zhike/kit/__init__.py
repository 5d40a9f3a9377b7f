"""The shared machine: nouns said once, verbs with rights and trace, surfaces derived. Holds no business word."""
