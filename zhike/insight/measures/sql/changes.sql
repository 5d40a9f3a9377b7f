-- Only the rows in which a customer's verdict differs from the one before.
WITH followed AS (
    SELECT
        v.*,
        lag(code) OVER (PARTITION BY customer_id ORDER BY as_of) AS code_before,
        lag(as_of) OVER (PARTITION BY customer_id ORDER BY as_of) AS as_of_before
    FROM verdicts v
)

SELECT *
FROM followed
WHERE as_of_before IS NULL OR code IS DISTINCT FROM code_before
ORDER BY as_of, customer_id
