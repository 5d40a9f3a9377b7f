-- The usual time between purchases: the customer's own from three purchase days on, else the population's.
CASE
    WHEN purchases > 0 THEN least(
        greatest(coalesce(mean_gap_days, median_gap_days, :default_gap_days), :least_gap_days),
        :most_gap_days
    )
END AS expected_gap_days,
CASE WHEN purchases > 0 THEN mean_gap_days IS NOT NULL END AS gap_is_own
