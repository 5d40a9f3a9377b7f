-- One row per customer and local day with any order: the grain every customer measure reads.
-- A purchase is an order of kind 'sale'. Returns and adjustments move money, never purchases.
-- "costed" figures cover the orders whose margin is known.
SELECT
    o.customer_id,
    o.placed_on AS day,
    CAST(sum(CASE WHEN o.kind = 'sale' THEN 1 ELSE 0 END) AS BIGINT) AS purchases,
    CAST(sum(o.gross) AS DECIMAL(19, 4)) AS gross,
    CAST(sum(o.refund) AS DECIMAL(19, 4)) AS refund,
    CAST(sum(o.net) AS DECIMAL(19, 4)) AS net,
    CAST(sum(CASE WHEN o.margin IS NULL THEN 0 ELSE o.margin END) AS DECIMAL(19, 4)) AS costed_margin,
    CAST(sum(CASE WHEN o.margin IS NULL THEN 0 ELSE o.net END) AS DECIMAL(19, 4)) AS costed_net,
    CAST(sum(CASE WHEN o.margin IS NULL THEN 0 ELSE o.gross END) AS DECIMAL(19, 4)) AS costed_gross,
    CAST(sum(CASE WHEN o.margin IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS uncosted_orders
FROM orders o
INNER JOIN customers c ON c.customer_id = o.customer_id
GROUP BY o.customer_id, o.placed_on
