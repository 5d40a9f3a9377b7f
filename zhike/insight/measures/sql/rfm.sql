-- Scores from 1 (worst) up for everyone who ever bought.
-- By value ('value' and 'fixed'): 1 + the number of cuts below the value, so equal customers score equally.
-- By rank ('rank'): equal numbers of customers per score, ties parted by customer id.
WITH figures AS (
    SELECT as_of, customer_id, days_since_last_purchase, purchases, net
    FROM customer_history
    WHERE purchases > 0
),

-- The cuts of a day in one row; those beyond the last step are null, and nothing lies above them.
cut AS (
    SELECT
        as_of,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 1 THEN cut END) AS r1,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 2 THEN cut END) AS r2,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 3 THEN cut END) AS r3,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 4 THEN cut END) AS r4,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 5 THEN cut END) AS r5,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 6 THEN cut END) AS r6,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 7 THEN cut END) AS r7,
        max(CASE WHEN figure = 'days_since_last_purchase' AND step = 8 THEN cut END) AS r8,
        max(CASE WHEN figure = 'purchases' AND step = 1 THEN cut END) AS f1,
        max(CASE WHEN figure = 'purchases' AND step = 2 THEN cut END) AS f2,
        max(CASE WHEN figure = 'purchases' AND step = 3 THEN cut END) AS f3,
        max(CASE WHEN figure = 'purchases' AND step = 4 THEN cut END) AS f4,
        max(CASE WHEN figure = 'purchases' AND step = 5 THEN cut END) AS f5,
        max(CASE WHEN figure = 'purchases' AND step = 6 THEN cut END) AS f6,
        max(CASE WHEN figure = 'purchases' AND step = 7 THEN cut END) AS f7,
        max(CASE WHEN figure = 'purchases' AND step = 8 THEN cut END) AS f8,
        max(CASE WHEN figure = 'net' AND step = 1 THEN cut END) AS m1,
        max(CASE WHEN figure = 'net' AND step = 2 THEN cut END) AS m2,
        max(CASE WHEN figure = 'net' AND step = 3 THEN cut END) AS m3,
        max(CASE WHEN figure = 'net' AND step = 4 THEN cut END) AS m4,
        max(CASE WHEN figure = 'net' AND step = 5 THEN cut END) AS m5,
        max(CASE WHEN figure = 'net' AND step = 6 THEN cut END) AS m6,
        max(CASE WHEN figure = 'net' AND step = 7 THEN cut END) AS m7,
        max(CASE WHEN figure = 'net' AND step = 8 THEN cut END) AS m8
    FROM cuts
    GROUP BY as_of
),

by_cut AS (
    SELECT
        f.as_of,
        f.customer_id,
        :bins - (
            CASE WHEN f.days_since_last_purchase > c.r1 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r2 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r3 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r4 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r5 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r6 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r7 THEN 1 ELSE 0 END
            + CASE WHEN f.days_since_last_purchase > c.r8 THEN 1 ELSE 0 END
        ) AS r,
        1 + (
            CASE WHEN f.purchases > c.f1 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f2 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f3 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f4 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f5 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f6 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f7 THEN 1 ELSE 0 END
            + CASE WHEN f.purchases > c.f8 THEN 1 ELSE 0 END
        ) AS f,
        1 + (
            CASE WHEN f.net > c.m1 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m2 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m3 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m4 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m5 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m6 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m7 THEN 1 ELSE 0 END
            + CASE WHEN f.net > c.m8 THEN 1 ELSE 0 END
        ) AS m
    FROM figures f
    LEFT JOIN cut c ON c.as_of = f.as_of
    WHERE :binning <> 'rank'
),

by_rank AS (
    SELECT
        as_of,
        customer_id,
        ntile(:bins) OVER (PARTITION BY as_of ORDER BY days_since_last_purchase DESC, customer_id) AS r,
        ntile(:bins) OVER (PARTITION BY as_of ORDER BY purchases, customer_id) AS f,
        ntile(:bins) OVER (PARTITION BY as_of ORDER BY net, customer_id) AS m
    FROM figures
    WHERE :binning = 'rank'
),

scores AS (
    SELECT as_of, customer_id, CAST(r AS BIGINT) AS r, CAST(f AS BIGINT) AS f, CAST(m AS BIGINT) AS m FROM by_cut
    UNION ALL
    SELECT as_of, customer_id, CAST(r AS BIGINT) AS r, CAST(f AS BIGINT) AS f, CAST(m AS BIGINT) AS m FROM by_rank
),

judged AS (
    SELECT
        h.as_of,
        h.customer_id,
        h.days_since_last_purchase,
        h.purchases,
        h.net,
        s.r AS r_score,
        s.f AS f_score,
        CASE WHEN s.m IS NOT NULL AND h.net < 0 THEN 1 ELSE s.m END AS m_score,
        coalesce(h.net < 0, FALSE) AS net_is_negative,
        CASE WHEN h.purchases > 0 THEN NULL WHEN h.net IS NULL THEN 'never_ordered' ELSE 'only_returns' END AS reason
    FROM customer_history h
    LEFT JOIN scores s ON s.as_of = h.as_of AND s.customer_id = h.customer_id
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
    net_is_negative,
    reason
FROM judged
ORDER BY as_of, customer_id
