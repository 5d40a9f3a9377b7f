-- One row per as-of date and customer known before it: their past, beside what all customers have in common.
-- margin_12m is null when one cost is unknown. margin_12m_filled values uncosted sales at the average margin
-- rate, and is null for everyone when costs cover less than nine tenths of gross sales.
SELECT
    c.as_of,
    c.position,
    c.customer_id,
    c.referred_by,
    c.orders,
    c.first_purchase,
    c.last_purchase,
    c.days_since_first_purchase,
    c.days_since_last_purchase,
    c.purchases,
    c.purchase_days,
    c.net,
    c.mean_gap_days,
    p.median_gap_days,
    c.purchases_90d,
    c.purchases_12m,
    c.purchase_days_12m,
    c.purchases_year_before,
    c.net_sales_12m,
    CASE WHEN c.uncosted_orders_12m = 0 THEN c.costed_margin_12m END AS margin_12m,
    CASE
        WHEN p.margin_coverage_12m < 0.9 OR p.margin_rate_12m IS NULL THEN NULL
        WHEN c.uncosted_orders_12m = 0 THEN c.costed_margin_12m
        ELSE CAST(
            c.costed_margin_12m
            + CAST(CAST(coalesce(c.uncosted_net_12m, 0) AS DOUBLE) * p.margin_rate_12m AS DECIMAL(19, 4))
            AS DECIMAL(19, 4)
        )
    END AS margin_12m_filled,
    c.uncosted_orders_12m > 0 AS margin_12m_is_estimated,
    p.margin_coverage_12m
FROM customer_year c
LEFT JOIN population p ON p.as_of = c.as_of
