-- What was known of each active customer on each as-of date, and whether they bought in the days after it.
-- 'leaves' is null where those days are not over. Active: bought in the last :active_days.
WITH bought AS (
    SELECT m.as_of, d.customer_id, sum(d.purchases) AS purchases_after
    FROM moments m
    INNER JOIN customer_day d ON d.day >= m.as_of AND days_between(m.as_of, d.day) < :horizon_days
    GROUP BY m.as_of, d.customer_id
),

spent AS (
    SELECT m.as_of, d.customer_id, sum(d.gross) AS gross, sum(d.refund) AS refund
    FROM moments m
    INNER JOIN customer_day d ON d.day < m.as_of
    GROUP BY m.as_of, d.customer_id
)

SELECT
    h.as_of,
    h.customer_id,
    h.days_since_last_purchase,
    h.days_since_first_purchase,
    h.purchases,
    h.purchase_days,
    h.purchases_90d,
    CAST(s.gross AS DOUBLE) / h.purchases AS mean_purchase,
    CAST(-s.refund AS DOUBLE) AS refunded,
    CASE WHEN h.purchase_days >= 3 THEN h.mean_gap_days END AS mean_gap_days,
    CASE
        WHEN h.purchase_days >= 3 AND h.mean_gap_days > 0 THEN h.days_since_last_purchase / h.mean_gap_days
    END AS silence_in_gaps,
    CASE
        WHEN days_between(h.as_of, :until_day) < :horizon_days THEN NULL
        WHEN coalesce(b.purchases_after, 0) > 0 THEN 'no'
        ELSE 'yes'
    END AS leaves
FROM customer_history h
INNER JOIN spent s ON s.as_of = h.as_of AND s.customer_id = h.customer_id
LEFT JOIN bought b ON b.as_of = h.as_of AND b.customer_id = h.customer_id
WHERE h.purchases > 0 AND h.days_since_last_purchase <= :active_days
ORDER BY h.as_of, h.customer_id
