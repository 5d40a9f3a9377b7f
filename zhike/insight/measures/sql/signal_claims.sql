-- What was to be paid by plan, and when; what a later plan replaced is not asked for any more.
SELECT
    CAST(r.customer_id AS STRING) AS customer,
    r.currency,
    coalesce(r.due_on, r.claimed_on) AS day,
    CAST(r.amount AS DECIMAL(19, 4)) AS amount
FROM receivables r
LEFT JOIN (SELECT DISTINCT claim_id FROM settlements WHERE kind = 'replan') n ON n.claim_id = r.claim_id
WHERE n.claim_id IS NULL
