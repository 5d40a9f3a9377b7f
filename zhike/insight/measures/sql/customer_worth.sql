-- One row per as-of date and listed customer with an order in the twelve months before it: what they were worth.
-- margin_12m_filled values uncosted sales at the average margin rate, and is null for everyone where there is none.
SELECT
    y.as_of,
    y.customer_id,
    y.purchases_90d,
    y.purchases_12m,
    y.purchase_days_12m,
    y.uncosted_orders,
    y.net AS net_sales_12m,
    coalesce(y.costed_margin, 0) AS costed_margin_12m,
    CASE
        WHEN p.margin_rate_12m IS NULL THEN NULL
        WHEN y.uncosted_orders = 0 THEN coalesce(y.costed_margin, 0)
        ELSE CAST(
            coalesce(y.costed_margin, 0)
            + CAST(CAST(coalesce(y.uncosted_net, 0) AS DOUBLE) * p.margin_rate_12m AS DECIMAL(19, 4))
            AS DECIMAL(19, 4)
        )
    END AS margin_12m_filled
FROM customer_year y
INNER JOIN population p ON p.as_of = y.as_of
