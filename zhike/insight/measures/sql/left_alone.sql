-- The customers of the contacts, on those of the mornings between which and :answer_days to either side nobody
-- contacted them and before which they had bought: how often they bought in the :answer_days that followed.
WITH contacted AS (
    SELECT DISTINCT customer_id FROM contacts WHERE NOT is_now
),

quiet AS (
    SELECT
        b.customer_id,
        m.day,
        b.first_purchase
    FROM (
        SELECT d.customer_id, min(d.day) AS first_purchase
        FROM customer_day d
        INNER JOIN contacted t ON t.customer_id = d.customer_id
        WHERE d.purchases > 0
        GROUP BY d.customer_id
    ) b
    CROSS JOIN mornings m
    LEFT JOIN contacts k
        ON
            k.customer_id = b.customer_id
            AND NOT k.is_now
            AND k.day >= m.first_day
            AND k.day < m.end_day
    WHERE b.first_purchase < m.day AND k.customer_id IS NULL
),

bought AS (
    SELECT DISTINCT q.customer_id, q.day
    FROM quiet q
    INNER JOIN mornings m ON m.day = q.day
    INNER JOIN customer_day d
        ON d.customer_id = q.customer_id AND d.purchases > 0 AND d.day >= m.day AND d.day < m.end_day
)

SELECT
    CAST(count(*) AS BIGINT) AS times,
    CAST(count(b.customer_id) AS BIGINT) AS bought
FROM quiet q
LEFT JOIN bought b ON b.customer_id = q.customer_id AND b.day = q.day
