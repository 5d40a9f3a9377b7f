-- Items from the greatest value down; the class follows from the share of the total that comes before the item,
-- so the item that crosses a border still belongs above it. Nothing or less than nothing is always C, last.
-- Parameter "of" chooses goods (from order lines) or customers (from their orders).
WITH items AS (
    SELECT
        m.as_of,
        l.product_code,
        CAST(NULL AS BIGINT) AS customer_id,
        CAST(sum(l.amount) AS DECIMAL(19, 4)) AS value
    FROM moments m
    INNER JOIN order_lines l ON l.placed_on < m.as_of AND l.placed_on >= m.window_start
    WHERE :of = 'product' AND l.is_goods
    GROUP BY m.as_of, l.product_code
    UNION ALL
    SELECT
        h.as_of,
        CAST(NULL AS STRING) AS product_code,
        h.customer_id,
        CAST(sum(o.net) AS DECIMAL(19, 4)) AS value
    FROM customer_history h
    INNER JOIN moments m ON m.as_of = h.as_of
    LEFT JOIN orders o
        ON o.customer_id = h.customer_id AND o.placed_on < m.as_of AND o.placed_on >= m.window_start
    WHERE :of = 'customer'
    GROUP BY h.as_of, h.customer_id
),

ranked AS (
    SELECT
        as_of,
        product_code,
        customer_id,
        value,
        row_number() OVER (
            PARTITION BY as_of
            ORDER BY CASE WHEN value IS NULL THEN 1 ELSE 0 END, value DESC, product_code, customer_id
        ) AS place,
        coalesce(
            sum(value) OVER (
                PARTITION BY as_of
                ORDER BY CASE WHEN value IS NULL THEN 1 ELSE 0 END, value DESC, product_code, customer_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS value_before,
        CAST(sum(value) OVER (PARTITION BY as_of) AS DECIMAL(19, 4)) AS total
    FROM items
)

SELECT
    as_of,
    product_code,
    customer_id,
    CASE WHEN value IS NOT NULL THEN place END AS place,
    value,
    CASE WHEN total > 0 THEN CAST(value AS DOUBLE) / CAST(total AS DOUBLE) END AS value_share,
    CASE
        WHEN total > 0 AND value IS NOT NULL THEN CAST(value_before AS DOUBLE) / CAST(total AS DOUBLE)
    END AS share_before,
    total,
    CASE
        WHEN value IS NULL OR total <= 0 THEN NULL
        WHEN value <= 0 THEN 'C'
        WHEN value_before < :a_share * total THEN 'A'
        WHEN value_before < :b_share * total THEN 'B'
        ELSE 'C'
    END AS abc
FROM ranked
ORDER BY as_of, product_code, customer_id
