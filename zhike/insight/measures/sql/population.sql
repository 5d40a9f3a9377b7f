-- What all listed customers have in common on one as-of date: their usual gap, and how far costs are known.
WITH sold AS (
    SELECT sum(o.gross) AS gross, sum(CASE WHEN o.margin IS NOT NULL THEN o.gross END) AS costed_gross
    FROM orders o
    INNER JOIN customers c ON c.customer_id = o.customer_id
    WHERE o.placed_on >= :year_start AND o.placed_on < :as_of
),

known AS (
    SELECT
        percentile_cont(0.5) WITHIN GROUP (ORDER BY mean_gap_days) AS median_gap_days,
        sum(costed_margin_12m) AS costed_margin,
        sum(net_sales_12m) - coalesce(sum(uncosted_net_12m), 0) AS costed_net
    FROM customer_year
    WHERE as_of = :as_of
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
    k.median_gap_days,
    CASE WHEN s.gross > 0 THEN CAST(coalesce(s.costed_gross, 0) AS DOUBLE) / CAST(s.gross AS DOUBLE) END
        AS margin_coverage_12m,
    CASE WHEN k.costed_net > 0 THEN CAST(k.costed_margin AS DOUBLE) / CAST(k.costed_net AS DOUBLE) END
        AS margin_rate_12m
FROM known k
CROSS JOIN sold s
