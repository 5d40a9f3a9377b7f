-- Lines of goods that were sold before a day, without products that their customer gave back altogether: an order
-- cancelled that way leaves none.
WITH given_back AS (
    SELECT o.customer_id, l.product_code
    FROM order_lines l
    INNER JOIN orders o ON o.order_id = l.order_id
    WHERE o.placed_on < :until_day AND o.customer_id IS NOT NULL AND l.is_goods AND l.product_code IS NOT NULL
    GROUP BY o.customer_id, l.product_code
    HAVING sum(l.quantity) <= 0
)

SELECT o.customer_id, o.placed_on AS bought_on, l.order_id, l.product_code, l.placed_on
FROM order_lines l
INNER JOIN orders o ON o.order_id = l.order_id
LEFT JOIN given_back g ON g.customer_id = o.customer_id AND g.product_code = l.product_code
WHERE
    l.kind = 'sale'
    AND l.is_goods
    AND l.quantity > 0
    AND l.product_code IS NOT NULL
    AND g.product_code IS NULL
