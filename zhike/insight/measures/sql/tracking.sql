-- Repeat purchases by day since the oldest customer came, of those who came before the as-of date.
SELECT
    CAST(days_between(s.start_day, e.day) AS BIGINT) AS days,
    CAST(count(*) AS BIGINT) AS events
FROM purchase_events e
INNER JOIN customer_repeats r ON r.customer_id = e.customer_id
CROSS JOIN (SELECT min(first_day) AS start_day FROM customer_repeats) s
WHERE e.place > 1 AND e.day < :until
GROUP BY days_between(s.start_day, e.day)
