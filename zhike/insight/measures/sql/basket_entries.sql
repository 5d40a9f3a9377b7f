-- One row per order and product sold: the entries of baskets, from one day to another.
-- Charges, returns and adjustments are no entries, nor is a product that its customer gave back altogether.
SELECT DISTINCT
    order_id AS basket,
    product_code AS item
FROM (@goods_kept) kept
WHERE placed_on >= :from_day AND placed_on < :until_day
ORDER BY basket, item
