"""Pages of receivables written by hand."""
