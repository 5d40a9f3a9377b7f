-- The rows of a file as papers: those of one number and kind are lines of one paper; what is below zero takes back.
-- Rows without a number are a paper each.
WITH told AS (
    SELECT
        coalesce(r.paper, concat('row ', r.row)) AS paper,
        CASE WHEN r.kind IS NULL THEN :rows_are ELSE k.kind END AS kind,
        r.* EXCLUDE (paper, kind)
    FROM rows r
    LEFT JOIN kinds k ON k.word = lower(trim(r.kind))
)

SELECT
    CASE
        WHEN sum(amount) > 0 OR kind NOT IN ('sale', 'payment', 'invoice') THEN kind
        WHEN kind = 'sale' THEN 'return'
        WHEN kind = 'payment' THEN 'refund'
        ELSE 'red'
    END AS kind,
    paper,
    min(customer) AS customer,
    min(seller) AS seller,
    min(date) AS day,
    coalesce(min(currency), '') AS currency,
    abs(sum(amount)) AS amount,
    min(payer) AS payer,
    min(reference) AS reference,
    min(against) AS against
FROM told
GROUP BY told.kind, paper
HAVING sum(amount) <> 0
ORDER BY kind, paper
