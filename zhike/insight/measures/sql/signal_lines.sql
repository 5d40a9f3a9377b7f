-- Every sold line of a warehouse whose list price is known, with who sold it.
SELECT
    CAST(l.order_id AS STRING) AS paper,
    CAST(l.customer_id AS STRING) AS customer,
    CAST(coalesce(l.seller_id, c.owner_id) AS STRING) AS seller,
    CAST(l.product_id AS STRING) AS product,
    l.placed_on AS day,
    l.currency,
    CAST(l.listed AS DECIMAL(19, 4)) AS listed,
    CAST(l.quantity AS DECIMAL(19, 4)) AS quantity,
    CAST(l.amount AS DECIMAL(19, 4)) AS amount
FROM line_prices l
LEFT JOIN customers c ON c.customer_id = l.customer_id
