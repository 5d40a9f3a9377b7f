-- Cohort by month of first sale; how many of it bought in each month since, up to the month before one as-of date.
-- Where it is asked for (leaves), whoever bought once and gave all of it back belongs to none: looked for among those
-- with one month.
WITH bought AS (
    SELECT DISTINCT customer_id, CAST(date_trunc('month', placed_on) AS DATE) AS month
    FROM orders
    WHERE placed_on < :as_of AND kind = 'sale'
),

first_bought AS (
    SELECT customer_id, min(month) AS cohort_month, count(*) AS months
    FROM bought
    GROUP BY customer_id
),

gave_back AS (
    SELECT DISTINCT customer_id
    FROM orders
    WHERE
        :leaves
        AND placed_on < :as_of
        AND kind = 'return'
        AND customer_id IN (SELECT customer_id FROM first_bought WHERE months = 1)
),

gone AS (
    SELECT customer_id
    FROM orders
    WHERE
        placed_on < :as_of
        AND kind IN ('sale', 'return')
        AND customer_id IN (SELECT customer_id FROM gave_back)
    GROUP BY customer_id
    HAVING count(CASE WHEN kind = 'sale' THEN 1 END) = 1 AND sum(net) <= 0
),

started AS (
    SELECT f.customer_id, f.cohort_month
    FROM first_bought f
    INNER JOIN customers c ON c.customer_id = f.customer_id
    LEFT JOIN gone g ON g.customer_id = f.customer_id
    WHERE g.customer_id IS NULL
),

sized AS (
    SELECT cohort_month, count(*) AS cohort_customers
    FROM started
    GROUP BY cohort_month
),

active AS (
    SELECT s.cohort_month, b.month, count(*) AS active_customers
    FROM bought b
    INNER JOIN started s ON s.customer_id = b.customer_id
    GROUP BY s.cohort_month, b.month
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
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
INNER JOIN calendar c ON c.month >= z.cohort_month
LEFT JOIN active a ON a.cohort_month = z.cohort_month AND a.month = c.month
ORDER BY z.cohort_month, c.month
