"""What makes the site an application on a telephone: its card, its icons, a page for when there is no network."""
