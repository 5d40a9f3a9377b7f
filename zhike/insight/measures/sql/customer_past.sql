-- One row per customer known before one as-of date: what their orders before it add up to, as far as scores and rungs
-- ask. Customers who never ordered have zero purchases and null money; suppliers, competitors and other kinds that
-- do not buy appear only once they have ordered.
-- Sums come from the orders themselves, as days of most customers hold one order; only purchase days are told apart.
WITH summed AS (
    SELECT
        customer_id,
        count(*) AS orders,
        min(CASE WHEN kind = 'sale' THEN placed_on END) AS first_purchase,
        max(CASE WHEN kind = 'sale' THEN placed_on END) AS last_purchase,
        count(CASE WHEN kind = 'sale' THEN 1 END) AS purchases,
        count(CASE WHEN kind = 'sale' AND placed_on >= :days_90_start THEN 1 END) AS purchases_90d,
        count(CASE WHEN kind = 'sale' AND placed_on >= :year_start THEN 1 END) AS purchases_12m,
        count(CASE WHEN kind = 'sale' AND placed_on >= :two_years_start AND placed_on < :year_start THEN 1 END)
            AS purchases_year_before,
        count(CASE WHEN placed_on >= :year_start AND margin IS NULL THEN 1 END) AS uncosted_orders_12m,
        sum(net) AS net,
        sum(CASE WHEN placed_on >= :year_start THEN net END) AS net_12m,
        sum(CASE WHEN placed_on >= :year_start THEN margin END) AS costed_margin_12m,
        sum(CASE WHEN placed_on >= :year_start AND margin IS NULL THEN net END) AS uncosted_net_12m
    FROM orders
    WHERE placed_on < :as_of
    GROUP BY customer_id
),

days AS (
    SELECT
        customer_id,
        count(*) AS purchase_days,
        count(CASE WHEN day >= :year_start THEN 1 END) AS purchase_days_12m
    FROM (SELECT DISTINCT customer_id, placed_on AS day FROM orders WHERE kind = 'sale' AND placed_on < :as_of) bought
    GROUP BY customer_id
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
    CAST(:position AS BIGINT) AS position,
    c.customer_id,
    c.kind,
    c.known_since,
    c.referred_by,
    CAST(coalesce(s.orders, 0) AS BIGINT) AS orders,
    s.first_purchase,
    s.last_purchase,
    CAST(coalesce(s.purchases, 0) AS BIGINT) AS purchases,
    CAST(coalesce(s.purchases_90d, 0) AS BIGINT) AS purchases_90d,
    CAST(coalesce(s.purchases_12m, 0) AS BIGINT) AS purchases_12m,
    CAST(coalesce(s.purchases_year_before, 0) AS BIGINT) AS purchases_year_before,
    CAST(coalesce(d.purchase_days, 0) AS BIGINT) AS purchase_days,
    CAST(coalesce(d.purchase_days_12m, 0) AS BIGINT) AS purchase_days_12m,
    CASE
        WHEN d.purchase_days >= 3
            THEN CAST(days_between(s.first_purchase, s.last_purchase) AS DOUBLE) / (d.purchase_days - 1)
    END AS mean_gap_days,
    s.uncosted_orders_12m,
    CAST(s.net AS DECIMAL(19, 4)) AS net,
    CASE WHEN s.customer_id IS NOT NULL THEN CAST(coalesce(s.net_12m, 0) AS DECIMAL(19, 4)) END AS net_sales_12m,
    CASE
        WHEN s.customer_id IS NOT NULL THEN CAST(coalesce(s.costed_margin_12m, 0) AS DECIMAL(19, 4))
    END AS costed_margin_12m,
    s.uncosted_net_12m
FROM customers c
LEFT JOIN summed s ON s.customer_id = c.customer_id
LEFT JOIN days d ON d.customer_id = c.customer_id
WHERE
    s.customer_id IS NOT NULL
    OR (c.known_since < :as_of AND c.kind IN ('enterprise', 'channel', 'consumer'))
