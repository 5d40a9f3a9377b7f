"""What tests of every domain share: seeing what happened, acting as a person, the contracts of nouns."""
