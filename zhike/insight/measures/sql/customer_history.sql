-- One row per as-of date and customer known before it. Only days before the as-of date count.
-- Customers who never ordered have zero purchases and null money; suppliers, competitors and other kinds
-- that do not buy appear only once they have ordered.
-- margin_12m is null when one cost is unknown. margin_12m_filled values uncosted sales at the average margin
-- rate, and is null for everyone when costs cover less than nine tenths of gross sales.
-- Sums come from the orders themselves, as days of most customers hold one order; only purchase days are told apart.
WITH summed AS (
    SELECT
        m.as_of,
        o.customer_id,
        min(CASE WHEN o.kind = 'sale' THEN o.placed_on END) AS first_purchase,
        max(CASE WHEN o.kind = 'sale' THEN o.placed_on END) AS last_purchase,
        count(CASE WHEN o.kind = 'sale' THEN 1 END) AS purchases,
        sum(o.gross) AS gross,
        sum(o.refund) AS refund,
        sum(o.net) AS net,
        sum(coalesce(o.margin, 0)) AS costed_margin,
        count(CASE WHEN o.margin IS NULL THEN 1 END) AS uncosted_orders,
        count(CASE WHEN o.placed_on >= m.days_90_start AND o.kind = 'sale' THEN 1 END) AS purchases_90d,
        count(CASE WHEN o.placed_on >= m.year_start AND o.kind = 'sale' THEN 1 END) AS purchases_12m,
        sum(CASE WHEN o.placed_on >= m.year_start THEN o.net ELSE 0 END) AS net_sales_12m,
        sum(CASE WHEN o.placed_on >= m.year_start THEN o.gross ELSE 0 END) AS gross_12m,
        sum(CASE WHEN o.placed_on >= m.year_start THEN coalesce(o.margin, 0) ELSE 0 END) AS costed_margin_12m,
        sum(CASE WHEN o.placed_on >= m.year_start AND o.margin IS NOT NULL THEN o.net ELSE 0 END) AS costed_net_12m,
        sum(CASE WHEN o.placed_on >= m.year_start AND o.margin IS NOT NULL THEN o.gross ELSE 0 END)
            AS costed_gross_12m,
        count(CASE WHEN o.placed_on >= m.year_start AND o.margin IS NULL THEN 1 END) AS uncosted_orders_12m,
        count(
            CASE WHEN o.placed_on >= m.two_years_start AND o.placed_on < m.year_start AND o.kind = 'sale' THEN 1 END
        ) AS purchases_year_before
    FROM moments m
    INNER JOIN orders o ON o.placed_on < m.as_of
    GROUP BY m.as_of, o.customer_id
),

bought AS (
    SELECT DISTINCT customer_id, placed_on AS day
    FROM orders
    WHERE kind = 'sale'
),

days AS (
    SELECT
        m.as_of,
        b.customer_id,
        count(*) AS purchase_days,
        count(CASE WHEN b.day >= m.year_start THEN 1 END) AS purchase_days_12m
    FROM moments m
    INNER JOIN bought b ON b.day < m.as_of
    GROUP BY m.as_of, b.customer_id
),

gaps AS (
    SELECT
        s.*,
        coalesce(d.purchase_days, 0) AS purchase_days,
        coalesce(d.purchase_days_12m, 0) AS purchase_days_12m,
        CASE
            WHEN d.purchase_days >= 3
                THEN CAST(days_between(s.first_purchase, s.last_purchase) AS DOUBLE) / (d.purchase_days - 1)
        END AS mean_gap_days
    FROM summed s
    INNER JOIN customers c ON c.customer_id = s.customer_id
    LEFT JOIN days d ON d.as_of = s.as_of AND d.customer_id = s.customer_id
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
