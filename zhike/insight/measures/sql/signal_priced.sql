-- Sold lines of the last year with their discount, and how far it lies above what is usual for the product: the median
-- discount of all its lines. Without a list price the median price of the product stands for it.
WITH recent AS (
    SELECT l.*, CAST(amount AS DOUBLE) / CAST(quantity AS DOUBLE) AS each_price
    FROM signal_lines l
    WHERE quantity > 0 AND amount >= 0 AND product IS NOT NULL AND day < :as_of AND day >= :history
),

prices AS (
    SELECT product, currency, median(each_price) AS usual_price FROM recent GROUP BY product, currency
),

listed AS (
    SELECT
        r.paper,
        r.customer,
        r.seller,
        r.product,
        r.day,
        r.currency,
        CAST(r.amount AS DOUBLE) AS paid,
        coalesce(CAST(r.listed AS DOUBLE), p.usual_price * CAST(r.quantity AS DOUBLE)) AS full_price
    FROM recent r
    INNER JOIN prices p ON p.product = r.product AND p.currency = r.currency
),

discounted AS (
    SELECT l.*, 1 - paid / full_price AS discount FROM listed l WHERE full_price > 0
),

usual AS (
    SELECT product, currency, median(discount) AS usual_discount FROM discounted GROUP BY product, currency
)

SELECT d.*, u.usual_discount, d.discount - u.usual_discount AS above
FROM discounted d
INNER JOIN usual u ON u.product = d.product AND u.currency = d.currency
