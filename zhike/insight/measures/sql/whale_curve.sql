-- Customers from the most profitable to the least, and the profit of all up to each: it rises over the total and falls.
SELECT
    CAST(row_number() OVER (ORDER BY contribution_3 DESC, customer_id) AS BIGINT) AS place,
    customer_id,
    contribution_3,
    CAST(
        sum(contribution_3) OVER (
            ORDER BY contribution_3 DESC, customer_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS DECIMAL(19, 4)
    ) AS summed
FROM contribution
WHERE contribution_3 IS NOT NULL
ORDER BY place
