-- What each customer bought on which day: goods sold, once per day. Products given back altogether are none.
WITH given_back AS (
    SELECT o.customer_id, l.product_code
    FROM order_lines l
    INNER JOIN orders o ON o.order_id = l.order_id
    WHERE o.placed_on < :as_of AND o.customer_id IS NOT NULL AND l.is_goods AND l.product_code IS NOT NULL
    GROUP BY o.customer_id, l.product_code
    HAVING sum(l.quantity) <= 0
)

SELECT DISTINCT
    o.customer_id AS customer,
    l.product_code AS item,
    o.placed_on AS day
FROM order_lines l
INNER JOIN orders o ON o.order_id = l.order_id
LEFT JOIN given_back g ON g.customer_id = o.customer_id AND g.product_code = l.product_code
WHERE
    l.kind = 'sale'
    AND l.is_goods
    AND l.quantity > 0
    AND o.placed_on < :as_of
    AND o.customer_id IS NOT NULL
    AND l.product_code IS NOT NULL
    AND g.product_code IS NULL
ORDER BY customer, day, item
