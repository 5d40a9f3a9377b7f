-- Every claim of a warehouse as an invoice: what was claimed of whom, when, and until when it is to be paid.
SELECT
    CAST(claim_id AS STRING) AS invoice,
    CAST(customer_id AS STRING) AS customer,
    currency,
    claimed_on AS invoiced_on,
    due_on,
    is_disputed,
    CAST(amount AS DECIMAL(19, 4)) AS amount
FROM receivables
ORDER BY claim_id
