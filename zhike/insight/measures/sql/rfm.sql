-- Scores from 1 (worst) up for everyone who ever bought.
-- By value ('value' and 'fixed'): 1 + the number of cuts below the value, so equal customers score equally.
-- By rank ('rank'): equal numbers of customers per score, ties parted by customer id.
-- The cuts of a day in one row; those beyond the last step are null, and nothing lies above them. A whole number lies
-- above a cut when it lies above the whole number under the cut, and so does money with ten-thousandths.
WITH floors AS (
    SELECT
        as_of,
        figure,
        step,
        CAST(floor(cut) AS BIGINT) AS whole,
        CAST(floor(cut * 10000) AS DECIMAL(28, 4)) * CAST(0.0001 AS DECIMAL(5, 4)) AS money
    FROM cuts
),

cut AS (
    SELECT
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 1 THEN whole END) AS r1,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 2 THEN whole END) AS r2,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 3 THEN whole END) AS r3,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 4 THEN whole END) AS r4,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 5 THEN whole END) AS r5,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 6 THEN whole END) AS r6,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 7 THEN whole END) AS r7,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 8 THEN whole END) AS r8,
        max(CASE WHEN figure = 'purchases' AND step = 1 THEN whole END) AS f1,
        max(CASE WHEN figure = 'purchases' AND step = 2 THEN whole END) AS f2,
        max(CASE WHEN figure = 'purchases' AND step = 3 THEN whole END) AS f3,
        max(CASE WHEN figure = 'purchases' AND step = 4 THEN whole END) AS f4,
        max(CASE WHEN figure = 'purchases' AND step = 5 THEN whole END) AS f5,
        max(CASE WHEN figure = 'purchases' AND step = 6 THEN whole END) AS f6,
        max(CASE WHEN figure = 'purchases' AND step = 7 THEN whole END) AS f7,
        max(CASE WHEN figure = 'purchases' AND step = 8 THEN whole END) AS f8,
        max(CASE WHEN figure = 'net' AND step = 1 THEN CAST(money AS DECIMAL(19, 4)) END) AS m1,
        max(CASE WHEN figure = 'net' AND step = 2 THEN CAST(money AS DECIMAL(19, 4)) END) AS m2,
        max(CASE WHEN figure = 'net' AND step = 3 THEN CAST(money AS DECIMAL(19, 4)) END) AS m3,
        max(CASE WHEN figure = 'net' AND step = 4 THEN CAST(money AS DECIMAL(19, 4)) END) AS m4,
        max(CASE WHEN figure = 'net' AND step = 5 THEN CAST(money AS DECIMAL(19, 4)) END) AS m5,
        max(CASE WHEN figure = 'net' AND step = 6 THEN CAST(money AS DECIMAL(19, 4)) END) AS m6,
        max(CASE WHEN figure = 'net' AND step = 7 THEN CAST(money AS DECIMAL(19, 4)) END) AS m7,
        max(CASE WHEN figure = 'net' AND step = 8 THEN CAST(money AS DECIMAL(19, 4)) END) AS m8,
        as_of
    FROM floors
    GROUP BY as_of
),

ranked AS (
    SELECT
        as_of,
        customer_id,
        ntile(:bins) OVER (PARTITION BY as_of ORDER BY days_since_last_purchase DESC, customer_id) AS r,
        ntile(:bins) OVER (PARTITION BY as_of ORDER BY purchases, customer_id) AS f,
        ntile(:bins) OVER (PARTITION BY as_of ORDER BY net, customer_id) AS m
    FROM customer_past
    WHERE :binning = 'rank' AND purchases > 0
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
            WHEN h.purchases > 0 THEN :bins - cuts_below(h.days_since_last_purchase, c.r1, c.r2, c.r3, c.r4, c.r5, c.r6, c.r7, c.r8)
        END AS r,
        CASE
            WHEN :binning = 'rank' THEN k.f
            WHEN h.purchases > 0 THEN 1 + cuts_below(h.purchases, c.f1, c.f2, c.f3, c.f4, c.f5, c.f6, c.f7, c.f8)
        END AS f,
        CASE
            WHEN :binning = 'rank' THEN k.m
            WHEN h.purchases > 0 THEN 1 + cuts_below(h.net, c.m1, c.m2, c.m3, c.m4, c.m5, c.m6, c.m7, c.m8)
        END AS m
    FROM customer_past h
    LEFT JOIN cut c ON c.as_of = h.as_of
    LEFT JOIN ranked k ON k.as_of = h.as_of AND k.customer_id = h.customer_id
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
ORDER BY as_of, customer_id
