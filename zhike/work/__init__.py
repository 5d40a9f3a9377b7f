"""What people of the firm have to do. Noun: Task. Verbs: complete, drop, reopen."""
