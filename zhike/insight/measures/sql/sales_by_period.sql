-- Net money per day of sales; of lines by product when wanted, of orders else.
SELECT
    'all' AS series,
    placed_on AS period,
    CAST(sum(net) AS DOUBLE) AS value
FROM orders
WHERE :by = 'all' AND placed_on < :as_of
GROUP BY placed_on

UNION ALL

SELECT
    product_code AS series,
    placed_on AS period,
    CAST(sum(amount) AS DOUBLE) AS value
FROM order_lines
WHERE :by = 'product' AND placed_on < :as_of AND is_goods AND product_code IS NOT NULL
GROUP BY product_code, placed_on

UNION ALL

SELECT
    coalesce(c.region, '') AS series,
    o.placed_on AS period,
    CAST(sum(o.net) AS DOUBLE) AS value
FROM orders o
LEFT JOIN customers c ON c.customer_id = o.customer_id
WHERE :by = 'region' AND o.placed_on < :as_of
GROUP BY coalesce(c.region, ''), o.placed_on
ORDER BY series, period
