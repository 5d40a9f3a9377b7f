-- What settled the claims of a warehouse, and when; below zero where that was taken back.
SELECT
    CAST(claim_id AS STRING) AS invoice,
    CAST(customer_id AS STRING) AS customer,
    currency,
    paid_on,
    CAST(amount AS DECIMAL(19, 4)) AS amount
FROM settlements
ORDER BY settlement_id
