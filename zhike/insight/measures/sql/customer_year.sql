-- The same customers with what the orders of their last twelve months add up to, as far as rungs and values ask.
WITH recent AS (
    SELECT
        customer_id,
        count(CASE WHEN kind = 'sale' AND placed_on >= :days_90_start THEN 1 END) AS purchases_90d,
        count(CASE WHEN kind = 'sale' THEN 1 END) AS purchases_12m,
        count(CASE WHEN first_of_day THEN 1 END) AS purchase_days_12m,
        count(CASE WHEN margin IS NULL THEN 1 END) AS uncosted_orders,
        sum(net) AS net,
        sum(margin) AS costed_margin,
        sum(CASE WHEN margin IS NULL THEN net END) AS uncosted_net
    FROM orders
    WHERE placed_on < :as_of AND placed_on >= :year_start
    GROUP BY customer_id
)

SELECT
    p.as_of,
    p.customer_id,
    CASE
        WHEN p.purchase_days >= 3
            THEN CAST(days_between(p.first_purchase, p.last_purchase) AS DOUBLE) / (p.purchase_days - 1)
    END AS mean_gap_days,
    CAST(coalesce(r.purchases_90d, 0) AS BIGINT) AS purchases_90d,
    CAST(coalesce(r.purchases_12m, 0) AS BIGINT) AS purchases_12m,
    CAST(coalesce(r.purchase_days_12m, 0) AS BIGINT) AS purchase_days_12m,
    CASE WHEN p.orders > 0 THEN CAST(coalesce(r.uncosted_orders, 0) AS BIGINT) END AS uncosted_orders_12m,
    CASE WHEN p.orders > 0 THEN CAST(coalesce(r.net, 0) AS DECIMAL(19, 4)) END AS net_sales_12m,
    CASE WHEN p.orders > 0 THEN CAST(coalesce(r.costed_margin, 0) AS DECIMAL(19, 4)) END AS costed_margin_12m,
    r.uncosted_net AS uncosted_net_12m
FROM customer_past p
LEFT JOIN recent r ON r.customer_id = p.customer_id
WHERE p.as_of = :as_of
