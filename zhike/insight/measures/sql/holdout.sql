-- What customers known before the as-of date did from then on, up to the end, grouped by their past.
SELECT
    r.x,
    r.t_x,
    r.age,
    CAST(coalesce(l.events, 0) AS BIGINT) AS events,
    CAST(count(*) AS BIGINT) AS weight
FROM customer_repeats r
LEFT JOIN (
    SELECT customer_id, count(*) AS events
    FROM purchase_events
    WHERE day >= :as_of AND day < :until
    GROUP BY customer_id
) l ON l.customer_id = r.customer_id
GROUP BY r.x, r.t_x, r.age, coalesce(l.events, 0)
