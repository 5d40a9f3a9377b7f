-- One row per as-of date and customer known before it: their past, their worth of twelve months, and what all customers
-- have in common. margin_12m is null when one cost is unknown. Where margins are filled in (see customer_worth), a year
-- without an order earned nothing; who never ordered has null money.
SELECT
    c.as_of,
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
    coalesce(w.purchases_90d, 0) AS purchases_90d,
    coalesce(w.purchases_12m, 0) AS purchases_12m,
    coalesce(w.purchase_days_12m, 0) AS purchase_days_12m,
    c.purchases_year_before,
    CASE WHEN c.orders > 0 THEN coalesce(w.net_sales_12m, 0) END AS net_sales_12m,
    CASE WHEN c.orders > 0 AND coalesce(w.uncosted_orders, 0) = 0 THEN coalesce(w.costed_margin_12m, 0) END
        AS margin_12m,
    CASE
        WHEN w.customer_id IS NOT NULL THEN w.margin_12m_filled
        WHEN c.orders > 0 AND p.margin_rate_12m IS NOT NULL THEN 0
    END AS margin_12m_filled,
    CASE WHEN c.orders > 0 THEN coalesce(w.uncosted_orders, 0) > 0 END AS margin_12m_is_estimated,
    p.margin_coverage_12m
FROM customer_past c
LEFT JOIN population p ON p.as_of = c.as_of
LEFT JOIN customer_worth w ON w.as_of = c.as_of AND w.customer_id = c.customer_id
