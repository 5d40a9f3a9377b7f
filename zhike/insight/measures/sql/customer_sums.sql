-- One row per customer known before one as-of date: what their orders before it add up to, as far as scores ask.
-- Customers who never ordered have zero purchases and null money; suppliers, competitors and other kinds that do not
-- buy appear only once they have ordered. Days with a purchase are null unless they are asked for.
WITH summed AS (
    SELECT
        customer_id,
        count(*) AS orders,
        min(CASE WHEN kind = 'sale' THEN placed_on END) AS first_purchase,
        max(CASE WHEN kind = 'sale' THEN placed_on END) AS last_purchase,
        count(CASE WHEN kind = 'sale' THEN 1 END) AS purchases,
        count(CASE WHEN kind = 'sale' AND placed_on >= :two_years_start AND placed_on < :year_start THEN 1 END)
            AS purchases_year_before,
        count(CASE WHEN :counts_days AND first_of_day THEN 1 END) AS purchase_days,
        sum(net) AS net
    FROM orders
    WHERE placed_on < :as_of AND customer_id IS NOT NULL
    GROUP BY customer_id
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
    c.customer_id,
    c.referred_by,
    CAST(coalesce(s.orders, 0) AS BIGINT) AS orders,
    s.first_purchase,
    s.last_purchase,
    CAST(coalesce(s.purchases, 0) AS BIGINT) AS purchases,
    CAST(coalesce(s.purchases_year_before, 0) AS BIGINT) AS purchases_year_before,
    CASE WHEN :counts_days THEN CAST(coalesce(s.purchase_days, 0) AS BIGINT) END AS purchase_days,
    CAST(s.net AS DECIMAL(19, 4)) AS net
FROM customers c
LEFT JOIN summed s ON s.customer_id = c.customer_id
WHERE
    s.customer_id IS NOT NULL
    OR (c.known_since < :as_of AND c.kind IN ('enterprise', 'channel', 'consumer'))
