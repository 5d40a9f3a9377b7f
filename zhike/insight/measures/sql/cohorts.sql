-- Cohort by month of first sale; how many of it bought in each month since, up to the month before the as-of date.
WITH bought AS (
    SELECT DISTINCT
        m.as_of,
        o.customer_id,
        CAST(date_trunc('month', o.placed_on) AS DATE) AS month
    FROM moments m
    INNER JOIN orders o ON o.placed_on < m.as_of AND o.kind = 'sale'
),

started AS (
    SELECT b.as_of, b.customer_id, min(b.month) AS cohort_month
    FROM bought b
    INNER JOIN customers c ON c.customer_id = b.customer_id
    GROUP BY b.as_of, b.customer_id
),

sized AS (
    SELECT as_of, cohort_month, count(*) AS cohort_customers
    FROM started
    GROUP BY as_of, cohort_month
),

active AS (
    SELECT b.as_of, s.cohort_month, b.month, count(*) AS active_customers
    FROM bought b
    INNER JOIN started s ON s.as_of = b.as_of AND s.customer_id = b.customer_id
    GROUP BY b.as_of, s.cohort_month, b.month
)

SELECT
    z.as_of,
    z.cohort_month,
    c.month,
    CAST(
        (extract(YEAR FROM c.month) * 12 + extract(MONTH FROM c.month))
        - (extract(YEAR FROM z.cohort_month) * 12 + extract(MONTH FROM z.cohort_month))
        AS BIGINT
    ) AS months_since_first,
    z.cohort_customers,
    coalesce(a.active_customers, 0) AS active_customers,
    CAST(coalesce(a.active_customers, 0) AS DOUBLE) / z.cohort_customers AS active_share,
    c.is_running
FROM sized z
INNER JOIN calendar c ON c.as_of = z.as_of AND c.month >= z.cohort_month
LEFT JOIN active a ON a.as_of = z.as_of AND a.cohort_month = z.cohort_month AND a.month = c.month
ORDER BY z.as_of, z.cohort_month, c.month
