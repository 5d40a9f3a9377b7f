"""One's own account: signing in and out, the language, the profile, the password."""
