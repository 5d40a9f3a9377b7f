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
)
