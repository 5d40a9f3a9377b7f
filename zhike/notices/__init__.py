"""What people are told (notices: in the app, by mail, in their group tool) and what the system does behind the pages.

Nouns: notice. It stands above the kit, whose events it hears, and below every domain that has something to tell.
"""
