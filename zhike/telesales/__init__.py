"""The telesales desk: whom to call next, what to say, and what came of it."""
