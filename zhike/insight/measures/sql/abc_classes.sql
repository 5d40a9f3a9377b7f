-- Items from the greatest value down; the class follows from the share of the total that comes before the item,
-- so the item that crosses a border still belongs above it. Nothing or less than nothing is always C, last.
ranked AS (
    SELECT
        item,
        value,
        row_number() OVER (
            ORDER BY CASE WHEN value IS NULL THEN 1 ELSE 0 END, value DESC, item
        ) AS place,
        coalesce(
            sum(value) OVER (
                ORDER BY CASE WHEN value IS NULL THEN 1 ELSE 0 END, value DESC, item
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            0
        ) AS value_before,
        CAST(sum(value) OVER () AS DECIMAL(19, 4)) AS total
    FROM items
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
    item,
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
ORDER BY item
