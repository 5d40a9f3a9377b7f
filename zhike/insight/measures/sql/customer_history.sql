-- One row per as-of date and customer known before it. Only days before the as-of date count.
-- Customers who never ordered have zero purchases and null money; suppliers, competitors and other kinds
-- that do not buy appear only once they have ordered.
-- margin_12m is null when one cost is unknown. margin_12m_filled values uncosted sales at the average margin
-- rate, and is null for everyone when costs cover less than nine tenths of gross sales.
WITH summed AS (
    SELECT
        m.as_of,
        d.customer_id,
        min(CASE WHEN d.purchases > 0 THEN d.day END) AS first_purchase,
        max(CASE WHEN d.purchases > 0 THEN d.day END) AS last_purchase,
        sum(d.purchases) AS purchases,
        count(CASE WHEN d.purchases > 0 THEN 1 END) AS purchase_days,
        sum(d.gross) AS gross,
        sum(d.refund) AS refund,
        sum(d.net) AS net,
        sum(d.costed_margin) AS costed_margin,
        sum(d.uncosted_orders) AS uncosted_orders,
        sum(CASE WHEN d.day >= m.days_90_start THEN d.purchases ELSE 0 END) AS purchases_90d,
        sum(CASE WHEN d.day >= m.year_start THEN d.purchases ELSE 0 END) AS purchases_12m,
        count(CASE WHEN d.day >= m.year_start AND d.purchases > 0 THEN 1 END) AS purchase_days_12m,
        sum(CASE WHEN d.day >= m.year_start THEN d.net ELSE 0 END) AS net_sales_12m,
        sum(CASE WHEN d.day >= m.year_start THEN d.gross ELSE 0 END) AS gross_12m,
        sum(CASE WHEN d.day >= m.year_start THEN d.costed_margin ELSE 0 END) AS costed_margin_12m,
        sum(CASE WHEN d.day >= m.year_start THEN d.costed_net ELSE 0 END) AS costed_net_12m,
        sum(CASE WHEN d.day >= m.year_start THEN d.costed_gross ELSE 0 END) AS costed_gross_12m,
        sum(CASE WHEN d.day >= m.year_start THEN d.uncosted_orders ELSE 0 END) AS uncosted_orders_12m,
        sum(CASE WHEN d.day >= m.two_years_start AND d.day < m.year_start THEN d.purchases ELSE 0 END)
            AS purchases_year_before
    FROM moments m
    INNER JOIN customer_day d ON d.day < m.as_of
    GROUP BY m.as_of, d.customer_id
),

gaps AS (
    SELECT
        s.*,
        CASE
            WHEN s.purchase_days >= 3
                THEN CAST(days_between(s.first_purchase, s.last_purchase) AS DOUBLE) / (s.purchase_days - 1)
        END AS mean_gap_days
    FROM summed s
),

population AS (
    SELECT
        as_of,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY mean_gap_days) AS median_gap_days,
        CASE
            WHEN sum(gross_12m) > 0
                THEN CAST(sum(costed_gross_12m) AS DOUBLE) / CAST(sum(gross_12m) AS DOUBLE)
        END AS margin_coverage_12m,
        CASE
            WHEN sum(costed_net_12m) > 0
                THEN CAST(sum(costed_margin_12m) AS DOUBLE) / CAST(sum(costed_net_12m) AS DOUBLE)
        END AS margin_rate_12m
    FROM gaps
    GROUP BY as_of
)

SELECT
    m.as_of,
    m.position,
    c.customer_id,
    c.kind,
    c.known_since,
    c.referred_by,
    g.first_purchase,
    g.last_purchase,
    CAST(days_between(g.first_purchase, m.as_of) AS BIGINT) AS days_since_first_purchase,
    CAST(days_between(g.last_purchase, m.as_of) AS BIGINT) AS days_since_last_purchase,
    CAST(coalesce(g.purchases, 0) AS BIGINT) AS purchases,
    CAST(coalesce(g.purchase_days, 0) AS BIGINT) AS purchase_days,
    CAST(g.gross AS DECIMAL(19, 4)) AS gross,
    CAST(g.refund AS DECIMAL(19, 4)) AS refund,
    CAST(g.net AS DECIMAL(19, 4)) AS net,
    CASE WHEN g.uncosted_orders = 0 THEN CAST(g.costed_margin AS DECIMAL(19, 4)) END AS margin,
    g.mean_gap_days,
    p.median_gap_days,
    CAST(coalesce(g.purchases_90d, 0) AS BIGINT) AS purchases_90d,
    CAST(coalesce(g.purchases_12m, 0) AS BIGINT) AS purchases_12m,
    CAST(coalesce(g.purchase_days_12m, 0) AS BIGINT) AS purchase_days_12m,
    CAST(coalesce(g.purchases_year_before, 0) AS BIGINT) AS purchases_year_before,
    CAST(g.net_sales_12m AS DECIMAL(19, 4)) AS net_sales_12m,
    CASE WHEN g.uncosted_orders_12m = 0 THEN CAST(g.costed_margin_12m AS DECIMAL(19, 4)) END AS margin_12m,
    CASE
        WHEN p.margin_coverage_12m < 0.9 OR p.margin_rate_12m IS NULL THEN NULL
        WHEN g.uncosted_orders_12m = 0 THEN CAST(g.costed_margin_12m AS DECIMAL(19, 4))
        ELSE CAST(
            g.costed_margin_12m
            + CAST(CAST(g.net_sales_12m - g.costed_net_12m AS DOUBLE) * p.margin_rate_12m AS DECIMAL(19, 4))
            AS DECIMAL(19, 4)
        )
    END AS margin_12m_filled,
    g.uncosted_orders_12m > 0 AS margin_12m_is_estimated,
    p.margin_coverage_12m
FROM moments m
CROSS JOIN customers c
LEFT JOIN gaps g ON g.as_of = m.as_of AND g.customer_id = c.customer_id
LEFT JOIN population p ON p.as_of = m.as_of
WHERE
    g.customer_id IS NOT NULL
    OR (c.known_since < m.as_of AND c.kind IN ('enterprise', 'channel', 'consumer'))
