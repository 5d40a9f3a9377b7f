"""The objection book: what customers held against buying, what was answered when, and whether it helped."""
