-- Customers of a file, numbered in the order of their names (numbers as numbers), so that ties fall the same each time.
SELECT
    CAST(row_number() OVER (ORDER BY TRY_CAST(customer AS BIGINT) NULLS LAST, customer) AS BIGINT) AS customer_id,
    customer,
    'consumer' AS kind,
    min(date) AS known_since
FROM lines
WHERE customer IS NOT NULL
GROUP BY customer
ORDER BY customer_id
