-- How long customers waited for what is asked, or have been waiting, by group.
-- second_purchase: from the first purchase to the second. silence: from the first purchase to the first day on which
-- the customer had been silent for so many days, whether or not they came back after it.
WITH heard AS (
    SELECT
        customer_id,
        day,
        lead(day) OVER (PARTITION BY customer_id ORDER BY day) AS next_day
    FROM purchase_events
    WHERE day < :as_of
),

silent AS (
    SELECT customer_id, min(day) AS last_heard
    FROM heard
    WHERE days_between(day, coalesce(next_day, CAST(:as_of AS DATE))) > :silence_days
    GROUP BY customer_id
),

waited AS (
    SELECT
        CASE :by
            WHEN 'kind' THEN coalesce(c.kind, '')
            WHEN 'region' THEN coalesce(c.region, '')
            WHEN 'joined_year' THEN CAST(extract(YEAR FROM r.first_day) AS STRING)
            ELSE 'all'
        END AS group_name,
        CASE
            WHEN :of = 'second_purchase'
                THEN coalesce(CAST(days_between(r.first_day, s.second_day) AS BIGINT), r.age)
            ELSE coalesce(CAST(days_between(r.first_day, q.last_heard) AS BIGINT) + :silence_days, r.age)
        END AS days,
        CASE
            WHEN :of = 'second_purchase' THEN s.second_day IS NOT NULL
            ELSE q.last_heard IS NOT NULL
        END AS happened
    FROM customer_repeats r
    INNER JOIN customers c ON c.customer_id = r.customer_id
    LEFT JOIN (
        SELECT customer_id, day AS second_day
        FROM purchase_events
        WHERE place = 2 AND day < :as_of
    ) s ON s.customer_id = r.customer_id
    LEFT JOIN silent q ON q.customer_id = r.customer_id
)

SELECT group_name, CAST(days AS BIGINT) AS days, happened, CAST(count(*) AS BIGINT) AS customers
FROM waited
GROUP BY group_name, days, happened
