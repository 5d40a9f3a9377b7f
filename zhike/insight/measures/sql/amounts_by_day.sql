-- Amounts of lines per day, product and region of the customer.
SELECT
    l.placed_on AS period,
    l.product_code AS product,
    c.region AS region,
    CAST(sum(l.amount) AS DOUBLE) AS value
FROM order_lines l
INNER JOIN orders o ON o.order_id = l.order_id
LEFT JOIN customers c ON c.customer_id = o.customer_id
WHERE l.placed_on < :as_of
GROUP BY l.placed_on, l.product_code, c.region
ORDER BY period, product, region
