-- Scores from 1 (worst) up for everyone who ever bought.
-- By value ('value' and 'fixed'): 1 + the number of cuts below the value, so equal customers score equally.
-- By rank ('rank'): equal numbers of customers per score, ties parted by customer id.
WITH figures AS (
    SELECT as_of, customer_id, days_since_last_purchase, purchases, net
    FROM customer_history
    WHERE purchases > 0
),

by_cut AS (
    SELECT
        f.as_of,
        f.customer_id,
        :bins - sum(
            CASE WHEN c.figure = 'days_since_last_purchase' AND f.days_since_last_purchase > c.cut THEN 1 ELSE 0 END
        ) AS r,
        1 + sum(CASE WHEN c.figure = 'purchases' AND f.purchases > c.cut THEN 1 ELSE 0 END) AS f,
        1 + sum(CASE WHEN c.figure = 'net' AND f.net > c.cut THEN 1 ELSE 0 END) AS m
    FROM figures f
    LEFT JOIN cuts c ON c.as_of = f.as_of
    WHERE :binning <> 'rank'
    GROUP BY f.as_of, f.customer_id
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
