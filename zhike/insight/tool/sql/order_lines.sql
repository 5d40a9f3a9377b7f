-- Rows of a file as lines of its orders.
WITH grouped AS (
    SELECT
        l.*,
        min(l.row) OVER (PARTITION BY l.order, CASE WHEN l.order IS NULL THEN l.row END, l.customer, l.date) AS order_id
    FROM lines l
)

SELECT
    g.row AS line_id,
    g.order_id,
    CAST(NULL AS BIGINT) AS product_id,
    g.product AS product_code,
    coalesce(regexp_matches(g.product, :goods), TRUE) AS is_goods,
    g.date AS placed_on,
    o.kind,
    coalesce(g.quantity, CASE WHEN g.amount < 0 THEN -1 ELSE 1 END) AS quantity,
    coalesce(g.amount, CAST(g.quantity * g.price AS DECIMAL(19, 4))) AS amount
FROM grouped g
INNER JOIN orders o ON o.order_id = g.order_id
ORDER BY g.row
