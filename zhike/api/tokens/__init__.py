"""Keys with which a program acts for a person: never more than the person may, and only what their scopes name."""
