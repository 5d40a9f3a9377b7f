-- The figures of loyalty on each as-of date, over the twelve months before it.
WITH years AS (
    SELECT
        m.as_of,
        d.customer_id,
        min(d.day) AS first_day,
        sum(CASE WHEN d.day >= m.year_start THEN d.purchases ELSE 0 END) AS purchases,
        sum(CASE WHEN d.day >= m.two_years_start AND d.day < m.year_start THEN d.purchases ELSE 0 END)
            AS purchases_before,
        sum(CASE WHEN d.day >= m.year_start THEN d.gross ELSE 0 END) AS gross,
        sum(CASE WHEN d.day >= m.year_start THEN d.refund ELSE 0 END) AS refund,
        sum(CASE WHEN d.day >= m.year_start THEN d.net ELSE 0 END) AS net
    FROM moments m
    INNER JOIN customer_day d ON d.day < m.as_of
    GROUP BY m.as_of, d.customer_id
),

firsts AS (
    SELECT m.as_of, d.customer_id, min(d.day) AS first_day
    FROM moments m
    INNER JOIN customer_day d ON d.day < m.as_of AND d.purchases > 0
    GROUP BY m.as_of, d.customer_id
),

seconds AS (
    SELECT
        m.as_of,
        count(*) AS started,
        sum(CASE WHEN f.next_day IS NOT NULL AND days_between(f.first_day, f.next_day) <= 365 THEN 1 ELSE 0 END)
            AS came_again
    FROM moments m
    INNER JOIN (
        SELECT
            f.as_of,
            f.customer_id,
            f.first_day,
            min(CASE WHEN d.day > f.first_day AND d.day < f.as_of THEN d.day END) AS next_day
        FROM firsts f
        INNER JOIN customer_day d ON d.customer_id = f.customer_id AND d.purchases > 0
        GROUP BY f.as_of, f.customer_id, f.first_day
    ) f ON f.as_of = m.as_of AND f.first_day >= m.two_years_start AND f.first_day < m.year_start
    GROUP BY m.as_of
),

breadth AS (
    SELECT m.as_of, count(*) AS pairs
    FROM moments m
    INNER JOIN (
        SELECT DISTINCT m2.as_of, o.customer_id, l.product_code
        FROM moments m2
        INNER JOIN order_lines l ON l.placed_on >= m2.year_start AND l.placed_on < m2.as_of
        INNER JOIN orders o ON o.order_id = l.order_id
        INNER JOIN customers c ON c.customer_id = o.customer_id
        WHERE l.kind = 'sale' AND l.quantity > 0 AND l.is_goods AND l.product_code IS NOT NULL
    ) p ON p.as_of = m.as_of
    GROUP BY m.as_of
)

SELECT
    m.as_of,
    CAST(count(CASE WHEN y.purchases > 0 THEN 1 END) AS BIGINT) AS active,
    CAST(count(CASE WHEN f.first_day >= m.year_start THEN 1 END) AS BIGINT) AS newcomers,
    CAST(count(CASE WHEN f.first_day >= m.year_start AND c.referred_by IS NOT NULL THEN 1 END) AS BIGINT) AS referred,
    CAST(count(CASE WHEN y.purchases_before > 0 THEN 1 END) AS BIGINT) AS active_before,
    CAST(count(CASE WHEN y.purchases_before > 0 AND y.purchases > 0 THEN 1 END) AS BIGINT) AS kept,
    CAST(max(s.started) AS BIGINT) AS started,
    CAST(max(s.came_again) AS BIGINT) AS came_again,
    CAST(sum(y.purchases) AS BIGINT) AS purchases,
    CAST(sum(y.gross) AS DECIMAL(19, 4)) AS gross,
    CAST(sum(y.refund) AS DECIMAL(19, 4)) AS refund,
    CAST(sum(y.net) AS DECIMAL(19, 4)) AS net,
    CAST(sum(CASE WHEN f.first_day < m.year_start THEN y.net ELSE 0 END) AS DECIMAL(19, 4)) AS net_of_known,
    CAST(max(b.pairs) AS BIGINT) AS pairs
FROM moments m
LEFT JOIN years y ON y.as_of = m.as_of
LEFT JOIN firsts f ON f.as_of = y.as_of AND f.customer_id = y.customer_id
LEFT JOIN customers c ON c.customer_id = y.customer_id
LEFT JOIN seconds s ON s.as_of = m.as_of
LEFT JOIN breadth b ON b.as_of = m.as_of
GROUP BY m.as_of
ORDER BY m.as_of
