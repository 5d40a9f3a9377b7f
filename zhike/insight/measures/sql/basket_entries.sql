-- One row per order and product sold: the entries of baskets, from one day to another.
-- Charges, returns and adjustments are no entries, nor is a product that its customer gave back altogether:
-- an order cancelled that way leaves no basket.
WITH given_back AS (
    SELECT o.customer_id, l.product_code
    FROM order_lines l
    INNER JOIN orders o ON o.order_id = l.order_id
    WHERE o.placed_on < :until_day AND o.customer_id IS NOT NULL AND l.is_goods AND l.product_code IS NOT NULL
    GROUP BY o.customer_id, l.product_code
    HAVING sum(l.quantity) <= 0
)

SELECT DISTINCT
    l.order_id AS basket,
    l.product_code AS item
FROM order_lines l
INNER JOIN orders o ON o.order_id = l.order_id
LEFT JOIN given_back g ON g.customer_id = o.customer_id AND g.product_code = l.product_code
WHERE
    l.kind = 'sale'
    AND l.is_goods
    AND l.quantity > 0
    AND l.product_code IS NOT NULL
    AND g.product_code IS NULL
    AND l.placed_on >= :from_day
    AND l.placed_on < :until_day
ORDER BY basket, item
