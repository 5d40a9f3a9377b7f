"""What customers bought and gave back. Nouns: Order, OrderLine. Verb: import orders."""
