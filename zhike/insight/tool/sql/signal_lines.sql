-- The rows of a file that name a product, as lines sold.
SELECT
    coalesce(r.paper, concat('row ', r.row)) AS paper,
    r.customer,
    r.seller,
    r.product,
    r.date AS day,
    coalesce(r.currency, '') AS currency,
    r.listed,
    coalesce(r.quantity, 1) AS quantity,
    r.amount
FROM rows r
LEFT JOIN kinds k ON k.word = lower(trim(r.kind))
WHERE r.product IS NOT NULL AND CASE WHEN r.kind IS NULL THEN :rows_are ELSE k.kind END = 'sale'
ORDER BY r.row
