"""The public pool: customers nobody looks after, who may claim them, and when they return."""
