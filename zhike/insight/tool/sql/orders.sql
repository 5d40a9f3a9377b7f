-- Rows of a file summed to orders. What belongs together is told by customer, day and number of the order, else each row
-- is an order; a number that comes again on another day is another order, so that no later row counts for an earlier day.
-- An order is a return where its number says so (C before figures, as UCI's Online Retail has it) or its money is less
-- than nothing. A margin is known where every cost is.
WITH priced AS (
    SELECT
        row,
        customer,
        date,
        "order",
        coalesce(amount, CAST(quantity * price AS DECIMAL(19, 4))) AS money,
        CAST(coalesce(quantity, CASE WHEN amount < 0 THEN -1 ELSE 1 END) * cost AS DECIMAL(19, 4)) AS cost
    FROM lines
)

SELECT
    min(p.row) AS order_id,
    c.customer_id,
    p.date AS placed_on,
    CASE
        WHEN sum(p.money) < 0 OR (sum(p.money) = 0 AND regexp_matches(p.order, '^[Cc][0-9]')) THEN 'return'
        ELSE 'sale'
    END AS kind,
    CAST(sum(greatest(p.money, 0)) AS DECIMAL(19, 4)) AS gross,
    CAST(sum(least(p.money, 0)) AS DECIMAL(19, 4)) AS refund,
    CAST(sum(p.money) AS DECIMAL(19, 4)) AS net,
    CASE WHEN count(*) = count(p.cost) THEN CAST(sum(p.money - p.cost) AS DECIMAL(19, 4)) END AS margin
FROM priced p
LEFT JOIN customers c ON c.customer = p.customer
GROUP BY p.order, CASE WHEN p.order IS NULL THEN p.row END, c.customer_id, p.date
ORDER BY order_id
