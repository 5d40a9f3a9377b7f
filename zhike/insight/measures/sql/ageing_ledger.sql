-- What was billed and paid before each as-of date, and the sales of the 90 days before it.
WITH entries AS (
    SELECT d.as_of, i.currency, i.amount AS billed, 0 AS paid,
        CASE WHEN days_between(i.invoiced_on, d.as_of) <= 90 THEN i.amount ELSE 0 END AS sales_90_days
    FROM dates d
    INNER JOIN invoices i ON i.invoiced_on < d.as_of
    UNION ALL
    SELECT d.as_of, p.currency, 0 AS billed, p.amount AS paid, 0 AS sales_90_days
    FROM dates d
    INNER JOIN payments p ON p.paid_on < d.as_of
)

SELECT
    as_of,
    currency,
    CAST(sum(billed) AS DECIMAL(19, 4)) AS billed,
    CAST(sum(paid) AS DECIMAL(19, 4)) AS paid,
    CAST(sum(billed) - sum(paid) AS DECIMAL(19, 4)) AS ledger,
    CAST(sum(sales_90_days) AS DECIMAL(19, 4)) AS sales_90_days
FROM entries
GROUP BY as_of, currency
ORDER BY as_of, currency
