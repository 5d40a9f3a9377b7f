-- Everyone known on the as-of date, with their past where they have one.
SELECT
    h.as_of,
    h.customer_id,
    CASE WHEN r.customer_id IS NOT NULL THEN NULL WHEN h.net IS NULL THEN 'never_ordered' ELSE 'only_returns' END
        AS reason,
    r.x,
    r.t_x,
    r.age,
    r.spend_events,
    CASE WHEN r.spend_events > 0 THEN CAST(r.spend AS DOUBLE) / r.spend_events END AS mean_spend,
    CASE WHEN m.net > 0 AND m.uncosted = 0 THEN CAST(m.margin AS DOUBLE) / CAST(m.net AS DOUBLE) END AS margin_rate
FROM customer_past h
LEFT JOIN customer_repeats r ON r.customer_id = h.customer_id
CROSS JOIN (
    SELECT
        sum(costed_net) AS net,
        sum(costed_margin) AS margin,
        sum(uncosted_orders) AS uncosted
    FROM customer_day
    WHERE day < :as_of
) m
WHERE h.as_of = :as_of
