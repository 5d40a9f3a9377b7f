-- How each customer began: who they are and what they bought in the first :start_days, for those whose first days are
-- over. 'is_new' of who began within :new_days and so had no time yet to become what others are.
WITH began AS (
    SELECT customer_id, min(day) AS begun_on
    FROM customer_day
    WHERE purchases > 0 AND day < :as_of
    GROUP BY customer_id
),

bought AS (
    SELECT
        b.customer_id,
        sum(d.purchases) AS purchases,
        sum(CASE WHEN d.purchases > 0 THEN 1 ELSE 0 END) AS purchase_days,
        sum(CASE WHEN d.day = b.begun_on THEN d.gross ELSE 0 END) AS first_gross,
        sum(d.gross) AS gross,
        sum(d.refund) AS refund
    FROM began b
    INNER JOIN customer_day d ON d.customer_id = b.customer_id
    WHERE days_between(b.begun_on, d.day) < :start_days
    GROUP BY b.customer_id
),

chosen AS (
    SELECT b.customer_id, count(DISTINCT l.product_code) AS products
    FROM began b
    INNER JOIN orders o ON o.customer_id = b.customer_id AND o.kind = 'sale'
    INNER JOIN order_lines l ON l.order_id = o.order_id AND l.is_goods
    WHERE days_between(b.begun_on, o.placed_on) < :start_days
    GROUP BY b.customer_id
)

SELECT
    c.customer_id,
    b.begun_on,
    days_between(b.begun_on, :as_of) <= :new_days AS is_new,
    c.kind,
    c.region,
    CASE WHEN c.referred_by IS NULL THEN 'no' ELSE 'yes' END AS was_referred,
    CAST(p.first_gross AS DOUBLE) AS first_purchase,
    CAST(p.gross AS DOUBLE) / p.purchases AS mean_purchase,
    CAST(p.purchases AS BIGINT) AS purchases_at_first,
    CAST(p.purchase_days AS BIGINT) AS purchase_days_at_first,
    CAST(-p.refund AS DOUBLE) AS refunded,
    CAST(coalesce(g.products, 0) AS BIGINT) AS products
FROM began b
INNER JOIN customers c ON c.customer_id = b.customer_id
INNER JOIN bought p ON p.customer_id = b.customer_id
LEFT JOIN chosen g ON g.customer_id = b.customer_id
WHERE days_between(b.begun_on, :as_of) >= :start_days
ORDER BY c.customer_id
