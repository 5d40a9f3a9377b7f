"""What people attach to rows of any noun: notes, files, tags, a star, and that they follow it."""
