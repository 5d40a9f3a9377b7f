-- Rows of a file as order lines. What belongs together is told by customer, day and number of the order, else each row
-- is an order; a number that comes again on another day is another order, so that no later row counts for an earlier day.
-- An order is a return where its number says so (C before figures, as UCI's Online Retail has it) or its money is less
-- than nothing.
WITH grouped AS (
    SELECT
        l.*,
        coalesce(l.amount, CAST(l.quantity * l.price AS DECIMAL(19, 4))) AS money,
        coalesce(l.quantity, CASE WHEN l.amount < 0 THEN -1 ELSE 1 END) AS pieces,
        min(l.row) OVER (PARTITION BY coalesce('o' || l.order, 'r' || CAST(l.row AS STRING)), l.customer, l.date)
            AS order_id
    FROM (SELECT row, customer, date, amount, "order", product, quantity, price, cost FROM lines) l
)

SELECT
    g.row AS line_id,
    g.order_id,
    g.customer,
    CAST(NULL AS BIGINT) AS product_id,
    g.product AS product_code,
    coalesce(regexp_matches(g.product, :goods), TRUE) AS is_goods,
    g.date AS placed_on,
    CASE
        WHEN regexp_matches(g.order, '^[Cc][0-9]') AND sum(g.money) OVER (PARTITION BY g.order_id) <= 0 THEN 'return'
        WHEN sum(g.money) OVER (PARTITION BY g.order_id) < 0 THEN 'return'
        ELSE 'sale'
    END AS kind,
    g.pieces AS quantity,
    g.money AS amount,
    CAST(g.pieces * g.cost AS DECIMAL(19, 4)) AS cost
FROM grouped g
ORDER BY g.row
