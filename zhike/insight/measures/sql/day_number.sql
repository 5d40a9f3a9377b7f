-- A number that grows with the as-of date.
days_between(CAST('0001-01-01' AS DATE), as_of)
