-- What each customer bought on which day: goods sold, once per day. Products given back altogether are none.
SELECT DISTINCT
    customer_id AS customer,
    product_code AS item,
    bought_on AS day
FROM (@goods_kept) kept
WHERE bought_on < :until_day AND customer_id IS NOT NULL
ORDER BY customer, day, item
