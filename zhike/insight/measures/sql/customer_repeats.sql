-- One row per customer with a purchase before the as-of date: what the models of repeat buying need to know of them.
-- An event is a day with a purchase, however many orders it holds; a day whose sales all came back is none.
-- x: events after the first; t_x, age: days from the first event to the last one, and to the last day that counts.
-- Spend leaves the first event out, and events that brought no money: spend_events have money, spend is its sum.
WITH events AS (
    SELECT
        d.customer_id,
        d.day,
        d.net,
        row_number() OVER (PARTITION BY d.customer_id ORDER BY d.day) AS place
    FROM customer_day d
    WHERE d.day < :as_of AND d.purchases > 0 AND (d.net > 0 OR d.gross = 0)
)

SELECT
    customer_id,
    min(day) AS first_day,
    CAST(count(*) - 1 AS BIGINT) AS x,
    CAST(days_between(min(day), max(day)) AS BIGINT) AS t_x,
    CAST(days_between(min(day), CAST(:as_of AS DATE)) - 1 AS BIGINT) AS age,
    CAST(count(CASE WHEN place > 1 AND net > 0 THEN 1 END) AS BIGINT) AS spend_events,
    CAST(coalesce(sum(CASE WHEN place > 1 AND net > 0 THEN net END), 0) AS DECIMAL(19, 4)) AS spend
FROM events
GROUP BY customer_id
