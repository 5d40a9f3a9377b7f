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
    y.mean_gap_days,
    p.median_gap_days,
    y.purchases_90d,
    y.purchases_12m,
    y.purchase_days_12m,
    c.purchases_year_before,
    y.net_sales_12m,
    CASE WHEN y.uncosted_orders_12m = 0 THEN y.costed_margin_12m END AS margin_12m,
    CASE
        WHEN p.margin_coverage_12m < 0.9 OR p.margin_rate_12m IS NULL THEN NULL
        WHEN y.uncosted_orders_12m = 0 THEN y.costed_margin_12m
        ELSE CAST(
            y.costed_margin_12m
            + CAST(CAST(coalesce(y.uncosted_net_12m, 0) AS DOUBLE) * p.margin_rate_12m AS DECIMAL(19, 4))
            AS DECIMAL(19, 4)
        )
    END AS margin_12m_filled,
    y.uncosted_orders_12m > 0 AS margin_12m_is_estimated,
    p.margin_coverage_12m
FROM customer_past c
INNER JOIN customer_year y ON y.as_of = c.as_of AND y.customer_id = c.customer_id
LEFT JOIN population p ON p.as_of = c.as_of
