-- Net money per day of sales in each of the largest regions, channels and product categories: those :most of each that
-- sold most in the last twelve months. A part is called by what it is and its name, as in 'region:华东'.
WITH sold AS (
    SELECT
        o.placed_on AS period,
        concat('region:', c.region) AS series,
        'region' AS part,
        CAST(o.net AS DOUBLE) AS value
    FROM orders o
    INNER JOIN customers c ON c.customer_id = o.customer_id
    WHERE o.placed_on < :as_of AND c.region <> ''

    UNION ALL

    SELECT
        o.placed_on AS period,
        concat('channel:', c.kind) AS series,
        'channel' AS part,
        CAST(o.net AS DOUBLE) AS value
    FROM orders o
    INNER JOIN customers c ON c.customer_id = o.customer_id
    WHERE o.placed_on < :as_of AND c.kind IS NOT NULL

    UNION ALL

    SELECT
        l.placed_on AS period,
        concat('category:', p.category) AS series,
        'category' AS part,
        CAST(l.amount AS DOUBLE) AS value
    FROM order_lines l
    INNER JOIN products p ON p.product_code = l.product_code
    WHERE l.placed_on < :as_of AND l.is_goods AND p.category <> ''
),

sized AS (
    SELECT
        part,
        series,
        row_number() OVER (PARTITION BY part ORDER BY sum(value) DESC, series) AS place
    FROM sold
    WHERE period >= :since
    GROUP BY part, series
)

SELECT
    s.series,
    s.period,
    sum(s.value) AS value
FROM sold s
INNER JOIN sized z ON z.series = s.series
WHERE z.place <= :most
GROUP BY s.series, s.period
ORDER BY s.series, s.period
