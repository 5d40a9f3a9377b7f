"""Taking rows away: any list as CSV, XLSX or vCard, of what a person may see and nothing more."""
