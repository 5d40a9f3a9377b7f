-- Every sold line of a warehouse whose list price is known, with who sold it.
SELECT
    CAST(l.order_id AS STRING) AS paper,
    CAST(o.customer_id AS STRING) AS customer,
    CAST(coalesce(o.seller_id, c.owner_id) AS STRING) AS seller,
    CAST(l.product_id AS STRING) AS product,
    l.placed_on AS day,
    o.currency,
    CAST(l.listed AS DECIMAL(19, 4)) AS listed,
    CAST(l.quantity AS DECIMAL(19, 4)) AS quantity,
    CAST(l.amount AS DECIMAL(19, 4)) AS amount
FROM line_prices l
INNER JOIN order_sellers o ON o.order_id = l.order_id AND o.kind = 'sale'
LEFT JOIN customers c ON c.customer_id = o.customer_id
