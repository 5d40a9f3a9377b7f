-- Rows of a file as order lines. What belongs together is told by the number of the order, else each row is an order.
-- An order is a return where its number says so (C before figures, as UCI's Online Retail has it) or its money is less
-- than nothing.
WITH grouped AS (
    SELECT
        l.*,
        coalesce(l.amount, CAST(l.quantity * l.price AS DECIMAL(19, 4))) AS money,
        min(l.row) OVER (PARTITION BY coalesce(l.order, CAST(l.row AS STRING)), l.customer) AS order_id
    FROM (SELECT row, customer, date, amount, "order", product, quantity, price, cost FROM lines) l
)

SELECT
    g.row AS line_id,
    g.order_id,
    g.customer,
    CAST(NULL AS BIGINT) AS product_id,
    g.product AS product_code,
    coalesce(regexp_matches(g.product, :goods), TRUE) AS is_goods,
    min(g.date) OVER (PARTITION BY g.order_id) AS placed_on,
    CASE
        WHEN regexp_matches(g.order, '^[Cc][0-9]') AND sum(g.money) OVER (PARTITION BY g.order_id) <= 0 THEN 'return'
        WHEN sum(g.money) OVER (PARTITION BY g.order_id) < 0 THEN 'return'
        ELSE 'sale'
    END AS kind,
    coalesce(g.quantity, 1) AS quantity,
    g.money AS amount,
    CAST(coalesce(g.quantity, 1) * g.cost AS DECIMAL(19, 4)) AS cost
FROM grouped g
ORDER BY g.row
