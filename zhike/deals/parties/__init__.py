"""Who has a say in a deal and who else wants it, as lines of its form, of programs and of files."""
