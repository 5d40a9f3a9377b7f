-- Five stages from dated facts, with two memories: without a purchase since, nobody comes back from lost; and
-- loyal has a higher border to enter (1) than to leave (0), between which the last answer stands.
WITH timed AS (
    SELECT
        h.*,
        @usual_gap
    FROM customer_history h
),

living AS (
    SELECT
        t.*,
        CASE
            WHEN days_since_last_purchase > :lost_after_days THEN 0
            WHEN days_since_last_purchase > :lost_after_gaps * expected_gap_days THEN 0
            ELSE 1
        END AS lives,
        k.code AS last_code,
        CASE WHEN k.as_of > t.last_purchase AND k.code = 'lost' THEN 0 ELSE 1 END AS last_lives
    FROM timed t
    LEFT JOIN last_known k ON k.customer_id = t.customer_id
),

held AS (
    SELECT
        l.*,
        least(min(lives) OVER (PARTITION BY customer_id, last_purchase ORDER BY as_of), last_lives) AS held_lives
    FROM living l
),

signaled AS (
    SELECT
        h.*,
        CASE
            WHEN purchases = 0 OR held_lives = 0 OR purchases_12m < :loyal_purchases_12m_to_stay THEN 0
            WHEN purchases_12m >= :loyal_purchases_12m AND days_since_first_purchase >= :loyal_after_days THEN 1
        END AS loyal_signal
    FROM held h
),

loyals AS (
    SELECT
        s.*,
        coalesce(
            mod(
                max(CASE WHEN loyal_signal IS NOT NULL THEN 2 * @day_number + loyal_signal END)
                    OVER (PARTITION BY customer_id ORDER BY as_of),
                2
            ),
            CASE WHEN last_code = 'loyal' THEN 1 ELSE 0 END
        ) AS is_loyal
    FROM signaled s
),

judged AS (
    SELECT
        l.*,
        CASE
            WHEN purchases = 0 THEN 'prospect'
            WHEN held_lives = 0 THEN 'lost'
            WHEN is_loyal = 1 THEN 'loyal'
            WHEN days_since_first_purchase <= :new_days THEN 'new'
            ELSE 'active'
        END AS stage
    FROM loyals l
)

SELECT
    as_of,
    customer_id,
    stage,
    CASE
        WHEN purchases = 0 AND net IS NULL THEN 'prospect_never_ordered'
        WHEN purchases = 0 THEN 'prospect_only_returns'
        WHEN stage = 'lost' AND lives = 1 THEN 'lost_held'
        WHEN stage = 'lost' AND days_since_last_purchase > :lost_after_gaps * expected_gap_days
            THEN 'lost_beyond_gaps'
        WHEN stage = 'lost' THEN 'lost_beyond_days'
        WHEN stage = 'loyal' AND loyal_signal IS NULL THEN 'loyal_held'
        WHEN stage = 'loyal' THEN 'loyal_long_and_frequent'
        WHEN stage = 'new' THEN 'new_first_purchase_recent'
        ELSE 'active_buying'
    END AS rule,
    purchases,
    purchases_90d,
    purchases_12m,
    days_since_first_purchase,
    days_since_last_purchase,
    expected_gap_days,
    gap_is_own
FROM judged
ORDER BY as_of, customer_id
