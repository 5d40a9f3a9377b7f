-- The events of repeat buying: days with a purchase, however many orders they hold, numbered for each customer.
-- A day whose sales all came back is none; a day of gifts (sales at no price) is one.
SELECT
    d.customer_id,
    d.day,
    d.net,
    row_number() OVER (PARTITION BY d.customer_id ORDER BY d.day) AS place
FROM customer_day d
WHERE d.purchases > 0 AND (d.net > 0 OR d.gross = 0)
