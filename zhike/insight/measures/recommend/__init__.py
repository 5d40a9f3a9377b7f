"""What to offer whom next, and because of what."""




