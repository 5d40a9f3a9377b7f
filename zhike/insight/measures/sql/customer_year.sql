-- One row per customer with an order in the twelve months before one as-of date: what those orders add up to, as
-- far as rungs and values ask.
WITH recent AS (
    SELECT
        customer_id,
        count(CASE WHEN kind = 'sale' AND placed_on >= :days_90_start THEN 1 END) AS purchases_90d,
        count(CASE WHEN kind = 'sale' THEN 1 END) AS purchases_12m,
        count(CASE WHEN first_of_day THEN 1 END) AS purchase_days_12m,
        count(CASE WHEN margin IS NULL THEN 1 END) AS uncosted_orders,
        CAST(sum(net) AS DECIMAL(19, 4)) AS net,
        CAST(sum(margin) AS DECIMAL(19, 4)) AS costed_margin,
        CAST(sum(CASE WHEN margin IS NULL THEN net END) AS DECIMAL(19, 4)) AS uncosted_net,
        CAST(sum(gross) AS DECIMAL(19, 4)) AS gross,
        CAST(sum(CASE WHEN margin IS NULL THEN gross END) AS DECIMAL(19, 4)) AS uncosted_gross
    FROM orders
    WHERE placed_on < :as_of AND placed_on >= :year_start AND customer_id IS NOT NULL
    GROUP BY customer_id
)

SELECT CAST(:as_of AS DATE) AS as_of, *
FROM recent
