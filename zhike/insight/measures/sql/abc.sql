-- Items from the greatest value down; the class follows from the share of the total that comes before the item,
-- so the item that crosses a border still belongs above it. Nothing or less than nothing is always C, last.
-- One as-of date. Parameter "of" chooses goods (from order lines) or customers (from their orders).
WITH items AS (
    SELECT
        product_code,
        CAST(NULL AS BIGINT) AS customer_id,
        CAST(sum(amount) AS DECIMAL(19, 4)) AS value
    FROM order_lines
    WHERE :of = 'product' AND is_goods AND placed_on < :as_of AND placed_on >= :window_start
    GROUP BY product_code
    UNION ALL
    SELECT
        CAST(NULL AS STRING) AS product_code,
        h.customer_id,
        CAST(sum(o.net) AS DECIMAL(19, 4)) AS value
    FROM customer_past h
    LEFT JOIN orders o
        ON o.customer_id = h.customer_id AND o.placed_on < :as_of AND o.placed_on >= :window_start
    WHERE :of = 'customer' AND h.as_of = :as_of
    GROUP BY h.customer_id
),

ranked AS (
    SELECT
        product_code,
        customer_id,
        value,
        row_number() OVER (
            ORDER BY CASE WHEN value IS NULL THEN 1 ELSE 0 END, value DESC, product_code, customer_id
        ) AS place,
        coalesce(
            sum(value) OVER (
                ORDER BY CASE WHEN value IS NULL THEN 1 ELSE 0 END, value DESC, product_code, customer_id
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS value_before,
        CAST(sum(value) OVER () AS DECIMAL(19, 4)) AS total
    FROM items
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
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
ORDER BY product_code, customer_id
