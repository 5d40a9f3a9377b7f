-- What each customer is worth, how long they have been silent, and how high that puts them before any memory.
valued AS (@valued),

-- Whoever ordered nothing in twelve months has no place.
worthy AS (
    SELECT as_of, customer_id, @value AS value
    FROM customer_worth
    WHERE purchases_12m > 0
),

ranked AS (
    SELECT
        as_of,
        customer_id,
        rank() OVER (PARTITION BY as_of ORDER BY value DESC) AS place,
        count(*) OVER (PARTITION BY as_of) AS ranked_customers
    FROM worthy
    WHERE value > 0
),

brought AS (
    SELECT as_of, referred_by AS customer_id, count(*) AS referrals
    FROM customer_past
    WHERE referred_by <> customer_id AND purchases > 0
    GROUP BY as_of, referred_by
),

timed AS (
    SELECT
        v.*,
        r.place,
        r.ranked_customers,
        coalesce(b.referrals, 0) AS referrals,
        @usual_gap
    FROM valued v
    LEFT JOIN ranked r ON r.as_of = v.as_of AND r.customer_id = v.customer_id
    LEFT JOIN brought b ON b.as_of = v.as_of AND b.customer_id = v.customer_id
),

-- What silence and habit say on the day alone. Levels: 1 lost, 2 edge, 3 inactive, 4 buying.
based AS (
    SELECT
        t.*,
        days_since_last_purchase <= :active_within_gaps * expected_gap_days AS is_on_time,
        CASE
            WHEN purchases = 0 THEN 'onlooker'
            WHEN days_since_last_purchase > :lost_after_days THEN 'lost'
            WHEN days_since_last_purchase > :edge_within_gaps * expected_gap_days THEN 'lost'
            WHEN days_since_last_purchase > :inactive_within_gaps * expected_gap_days THEN 'edge'
            WHEN days_since_first_purchase <= :new_days AND purchase_days < :new_below_purchase_days THEN 'new'
            WHEN days_since_last_purchase > :active_within_gaps * expected_gap_days THEN 'inactive'
            WHEN purchase_days_12m < :active_purchase_days_12m THEN 'inactive'
            ELSE 'active'
        END AS base
    FROM timed t
),

leveled AS (
    SELECT
        b.*,
        CASE base WHEN 'lost' THEN 1 WHEN 'edge' THEN 2 WHEN 'inactive' THEN 3 ELSE 4 END AS level,
        k.code AS last_code,
        CASE WHEN k.as_of > b.last_purchase THEN
            CASE k.code WHEN 'lost' THEN 1 WHEN 'edge' THEN 2 WHEN 'inactive' THEN 3 ELSE 4 END
        ELSE 4 END AS last_level
    FROM based b
    LEFT JOIN last_known k ON k.customer_id = b.customer_id
)
