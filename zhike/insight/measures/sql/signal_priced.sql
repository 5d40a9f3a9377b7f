-- Sold lines of the last year with their discount, how far it lies above the median of the product, and what is usual:
-- the median over the sellers of the product of the median discount of each, so that who sells most does not make the
-- rule; of what one alone sells, that of everything. Without a list price the median price stands for it.
WITH recent AS (
    SELECT l.*, CAST(amount AS DOUBLE) / nullif(CAST(quantity AS DOUBLE), 0) AS each_price
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
    SELECT l.*, 1 - paid / nullif(full_price, 0) AS discount FROM listed l WHERE full_price > 0
),

products AS (
    SELECT product, currency, median(discount) AS product_discount FROM discounted GROUP BY product, currency
),

own AS (
    SELECT product, currency, coalesce(seller, '') AS sold_by, median(discount) AS own_discount
    FROM discounted
    GROUP BY product, currency, coalesce(seller, '')
),

peers AS (
    SELECT product, currency, count(*) AS sellers, median(own_discount) AS peers_discount
    FROM own
    GROUP BY product, currency
),

anything AS (
    SELECT currency, median(own_discount) AS general_discount FROM own GROUP BY currency
)

SELECT
    d.*,
    d.discount - m.product_discount AS above,
    CASE WHEN p.sellers > 1 THEN p.peers_discount ELSE a.general_discount END AS usual_discount,
    m.product_discount
FROM discounted d
INNER JOIN products m ON m.product = d.product AND m.currency = d.currency
INNER JOIN peers p ON p.product = d.product AND p.currency = d.currency
INNER JOIN anything a ON a.currency = d.currency
