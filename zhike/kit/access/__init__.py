"""Who works here, which rows each may see, and what each may do with them."""
