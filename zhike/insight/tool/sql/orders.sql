-- Order lines summed to orders. A margin is known where every cost is.
SELECT
    l.order_id,
    c.customer_id,
    min(l.placed_on) AS placed_on,
    min(l.kind) AS kind,
    CAST(sum(greatest(l.amount, 0)) AS DECIMAL(19, 4)) AS gross,
    CAST(sum(least(l.amount, 0)) AS DECIMAL(19, 4)) AS refund,
    CAST(sum(l.amount) AS DECIMAL(19, 4)) AS net,
    CASE WHEN count(*) = count(l.cost) THEN CAST(sum(l.amount - l.cost) AS DECIMAL(19, 4)) END AS margin
FROM order_lines l
LEFT JOIN customers c ON c.customer = l.customer
GROUP BY l.order_id, c.customer_id
ORDER BY l.order_id
