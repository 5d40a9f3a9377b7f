"""What an operator's machines ask: whether the process lives, whether it can serve, how it is doing."""
