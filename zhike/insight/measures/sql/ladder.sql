-- Eight rungs from dated facts. Read from the bottom up: judged gives the rung, held and cored remember, based looks.
WITH valued AS (@valued),

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
),

-- First memory: without a purchase since, nobody climbs back, even when the population's rhythm shifts. One
-- day alone has nothing to look back at but the last verdict.
held AS (
    SELECT l.*, least(level, last_level) AS held_level
    FROM leveled l
    WHERE :days = 1
    UNION ALL
    SELECT
        l.*,
        least(
            min(level) OVER (PARTITION BY customer_id, last_purchase ORDER BY as_of),
            last_level
        ) AS held_level
    FROM leveled l
    WHERE :days > 1
),

-- Second memory: core has a higher border to enter (1) than to leave (0); between them the last answer stands.
signaled AS (
    SELECT
        h.*,
        CASE
            WHEN base <> 'active' OR held_level < 4 OR place IS NULL THEN 0
            WHEN purchases_12m < :core_purchases_12m_to_stay THEN 0
            WHEN place - 1 >= :core_value_share_to_stay * ranked_customers THEN 0
            WHEN purchases_12m < :core_purchases_12m THEN NULL
            WHEN place - 1 >= :core_value_share * ranked_customers THEN NULL
            ELSE 1
        END AS core_signal
    FROM held h
),

cored AS (
    SELECT s.*, coalesce(core_signal, CASE WHEN last_code IN ('core', 'advocate') THEN 1 ELSE 0 END) AS is_core
    FROM signaled s
    WHERE :days = 1
    UNION ALL
    SELECT
        s.*,
        coalesce(
            mod(
                max(CASE WHEN core_signal IS NOT NULL THEN 2 * position + core_signal END)
                    OVER (PARTITION BY customer_id ORDER BY as_of),
                2
            ),
            CASE WHEN last_code IN ('core', 'advocate') THEN 1 ELSE 0 END
        ) AS is_core
    FROM signaled s
    WHERE :days > 1
),

judged AS (
    SELECT
        c.*,
        CASE
            WHEN purchases = 0 THEN 'onlooker'
            WHEN is_core = 1 AND referrals >= :advocate_referrals THEN 'advocate'
            WHEN is_core = 1 THEN 'core'
            WHEN held_level < level THEN
                CASE held_level WHEN 1 THEN 'lost' WHEN 2 THEN 'edge' ELSE 'inactive' END
            ELSE base
        END AS rung
    FROM cored c
)

SELECT
    as_of,
    customer_id,
    rung,
    CASE
        WHEN purchases = 0 AND net IS NULL THEN 'onlooker_never_ordered'
        WHEN purchases = 0 THEN 'onlooker_only_returns'
        WHEN rung = 'advocate' AND core_signal IS NULL THEN 'advocate_held'
        WHEN rung = 'advocate' THEN 'advocate_core_and_referrals'
        WHEN rung = 'core' AND core_signal IS NULL THEN 'core_held'
        WHEN rung = 'core' THEN 'core_frequent_and_valuable'
        WHEN held_level < level THEN concat(rung, '_held')
        WHEN rung = 'new' THEN 'new_first_purchase_recent'
        WHEN rung = 'active' THEN 'active_on_time'
        WHEN rung = 'inactive' AND is_on_time THEN 'inactive_seldom'
        WHEN rung = 'inactive' THEN 'inactive_late'
        WHEN rung = 'edge' THEN 'edge_very_late'
        WHEN days_since_last_purchase > :edge_within_gaps * expected_gap_days THEN 'lost_beyond_gaps'
        ELSE 'lost_beyond_days'
    END AS rule,
    purchases_90d,
    purchases_12m,
    purchase_days_12m,
    days_since_first_purchase,
    days_since_last_purchase,
    expected_gap_days,
    gap_is_own,
    value,
    value_basis,
    value_basis = 'margin_12m' AND margin_12m_is_estimated AS value_is_estimated,
    place,
    ranked_customers,
    CAST(referrals AS BIGINT) AS referrals,
    margin_coverage_12m
FROM judged
