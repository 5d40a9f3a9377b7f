"""What we sell, at what price. Noun: Product."""
