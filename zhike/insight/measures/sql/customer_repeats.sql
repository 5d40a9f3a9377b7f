-- One row per customer with an event before the as-of date: what the models of repeat buying need to know of them.
-- x: events after the first; t_x, age: days from the first event to the last one, and to the last day that counts.
-- Spend leaves the first event out, and events that brought no money: spend_events have money, spend is its sum.
SELECT
    customer_id,
    min(day) AS first_day,
    CAST(count(*) - 1 AS BIGINT) AS x,
    CAST(days_between(min(day), max(day)) AS BIGINT) AS t_x,
    CAST(days_between(min(day), CAST(:as_of AS DATE)) - 1 AS BIGINT) AS age,
    CAST(count(CASE WHEN place > 1 AND net > 0 THEN 1 END) AS BIGINT) AS spend_events,
    CAST(coalesce(sum(CASE WHEN place > 1 AND net > 0 THEN net END), 0) AS DECIMAL(19, 4)) AS spend
FROM purchase_events
WHERE day < :as_of
GROUP BY customer_id
