-- What all listed customers have in common on one as-of date: their usual gap, how far costs are known, and the
-- rate of margin to fill unknown ones in with: null where costs cover less than nine tenths of gross sales.
WITH paced AS (
    SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY mean_gap_days) AS median_gap_days
    FROM customer_past
    WHERE as_of = :as_of
),

costed AS (
    SELECT
        sum(gross) AS gross,
        sum(gross) - coalesce(sum(uncosted_gross), 0) AS costed_gross,
        sum(net) - coalesce(sum(uncosted_net), 0) AS costed_net,
        coalesce(sum(costed_margin), 0) AS costed_margin
    FROM customer_year
    WHERE as_of = :as_of
),

shared AS (
    SELECT
        CASE WHEN gross > 0 THEN CAST(costed_gross AS DOUBLE) / CAST(gross AS DOUBLE) END AS margin_coverage,
        CASE WHEN costed_net > 0 THEN CAST(costed_margin AS DOUBLE) / CAST(costed_net AS DOUBLE) END AS margin_rate
    FROM costed
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
    p.median_gap_days,
    s.margin_coverage AS margin_coverage_12m,
    CASE WHEN s.margin_coverage < 0.9 THEN NULL ELSE s.margin_rate END AS margin_rate_12m
FROM paced p
CROSS JOIN shared s
