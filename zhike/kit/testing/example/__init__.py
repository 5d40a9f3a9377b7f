"""A noun that exists only while tests run: it has every kind of field, and proves what a new noun takes."""
