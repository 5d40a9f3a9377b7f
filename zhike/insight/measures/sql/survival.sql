-- How long customers waited for what is asked, or have been waiting, by group.
-- second_purchase: from the first purchase to the second. silence: from the first purchase to the day on which the
-- customer had been silent for so many days.
WITH waited AS (
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
            WHEN r.t_x + :silence_days <= r.age THEN r.t_x + :silence_days
            ELSE r.age
        END AS days,
        CASE
            WHEN :of = 'second_purchase' THEN s.second_day IS NOT NULL
            ELSE r.t_x + :silence_days <= r.age
        END AS happened
    FROM customer_repeats r
    INNER JOIN customers c ON c.customer_id = r.customer_id
    LEFT JOIN (
        SELECT customer_id, day AS second_day
        FROM purchase_events
        WHERE place = 2 AND day < :as_of
    ) s ON s.customer_id = r.customer_id
)

SELECT group_name, CAST(days AS BIGINT) AS days, happened, CAST(count(*) AS BIGINT) AS customers
FROM waited
GROUP BY group_name, days, happened
