"""Programs: the REST interface of every noun (`rest`), their keys (`tokens`), and whom the firm tells (`webhooks`)."""
