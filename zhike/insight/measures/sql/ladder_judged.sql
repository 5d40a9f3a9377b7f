-- The rung, and the rule that gave it.
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
