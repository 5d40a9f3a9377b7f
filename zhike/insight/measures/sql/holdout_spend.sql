-- What customers known before the as-of date spent from then on, up to the end, grouped by their past.
SELECT
    r.x,
    r.t_x,
    r.age,
    r.spend_events,
    CASE WHEN r.spend_events > 0 THEN CAST(r.spend AS DOUBLE) / r.spend_events ELSE 0.0 END AS mean_spend,
    CAST(coalesce(l.events, 0) AS BIGINT) AS events,
    CAST(coalesce(l.spend, 0) AS DOUBLE) AS spend,
    CAST(count(*) AS BIGINT) AS weight
FROM customer_repeats r
LEFT JOIN (
    SELECT customer_id, count(*) AS events, sum(net) AS spend
    FROM purchase_events
    WHERE day >= :as_of AND day < :until AND net > 0
    GROUP BY customer_id
) l ON l.customer_id = r.customer_id
GROUP BY r.x, r.t_x, r.age, r.spend_events, r.spend, coalesce(l.events, 0), coalesce(l.spend, 0)
