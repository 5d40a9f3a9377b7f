-- Every call of ours in the :history_days before :as_of, its place since somebody last spoke with us or
-- :again_days passed without a call, and whether somebody answered. Calls of a day come in the order of their keys.
WITH rung AS (
    SELECT
        a.customer_id,
        a.day,
        a.activity_id,
        CASE WHEN a.result IN ('reached', 'call_back', 'refused') THEN 'yes' ELSE 'no' END AS answer
    FROM activities a
    INNER JOIN customers c ON c.customer_id = a.customer_id
    WHERE
        a.kind = 'call'
        AND a.by_us
        AND a.result <> 'wrong_number'
        AND a.day < :as_of
        AND days_between(a.day, :as_of) <= :history_days
),

beside AS (
    SELECT
        *,
        lag(day) OVER (PARTITION BY customer_id ORDER BY day, activity_id) AS day_before,
        lag(answer) OVER (PARTITION BY customer_id ORDER BY day, activity_id) AS answer_before
    FROM rung
),

placed AS (
    SELECT
        *,
        sum(CASE
            WHEN day_before IS NULL OR answer_before = 'yes' THEN 1
            WHEN days_between(day_before, day) > :again_days THEN 1
            ELSE 0
        END) OVER (PARTITION BY customer_id ORDER BY day, activity_id ROWS UNBOUNDED PRECEDING) AS round
    FROM beside
)

SELECT
    CAST(row_number() OVER (PARTITION BY customer_id, round ORDER BY day, activity_id) AS BIGINT) AS contact,
    answer
FROM placed
ORDER BY customer_id, day, activity_id
