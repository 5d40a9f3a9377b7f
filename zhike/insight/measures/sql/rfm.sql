-- Scores from 1 (worst) up for everyone who ever bought, on one as-of date.
-- By value ('value' and 'fixed'): 1 + the number of cuts below the value, so equal customers score equally.
-- By rank ('rank'): equal numbers of customers per score, ties parted by customer id.
-- Cuts come as r1 to r8, f1 to f8 and m1 to m8; those beyond the last step are null, and nothing lies above them.
WITH ranked AS (
    SELECT
        customer_id,
        ntile(:bins) OVER (ORDER BY days_since_last_purchase DESC, customer_id) AS r,
        ntile(:bins) OVER (ORDER BY purchases, customer_id) AS f,
        ntile(:bins) OVER (ORDER BY net, customer_id) AS m
    FROM customer_past
    WHERE :binning = 'rank' AND purchases > 0 AND as_of = :as_of
),

scored AS (
    SELECT
        h.as_of,
        h.customer_id,
        h.days_since_last_purchase,
        h.purchases,
        h.net,
        CASE
            WHEN :binning = 'rank' THEN k.r
            WHEN h.purchases > 0 THEN :bins - cuts_below(h.days_since_last_purchase, :r1, :r2, :r3, :r4, :r5, :r6, :r7, :r8)
        END AS r,
        CASE
            WHEN :binning = 'rank' THEN k.f
            WHEN h.purchases > 0 THEN 1 + cuts_below(h.purchases, :f1, :f2, :f3, :f4, :f5, :f6, :f7, :f8)
        END AS f,
        CASE
            WHEN :binning = 'rank' THEN k.m
            WHEN h.purchases > 0 THEN 1 + cuts_below(h.net, :m1, :m2, :m3, :m4, :m5, :m6, :m7, :m8)
        END AS m
    FROM customer_past h
    LEFT JOIN ranked k ON k.customer_id = h.customer_id
    WHERE h.as_of = :as_of
),

judged AS (
    SELECT
        as_of,
        customer_id,
        days_since_last_purchase,
        purchases,
        net,
        CAST(r AS BIGINT) AS r_score,
        CAST(f AS BIGINT) AS f_score,
        CAST(CASE WHEN m IS NOT NULL AND net < 0 THEN 1 ELSE m END AS BIGINT) AS m_score
    FROM scored
)

SELECT
    as_of,
    customer_id,
    days_since_last_purchase,
    purchases,
    net,
    r_score,
    f_score,
    m_score,
    CAST(r_score * 100 + f_score * 10 + m_score AS STRING) AS rfm,
    coalesce(net < 0, FALSE) AS net_is_negative,
    CASE WHEN purchases > 0 THEN NULL WHEN net IS NULL THEN 'never_ordered' ELSE 'only_returns' END AS reason
FROM judged
