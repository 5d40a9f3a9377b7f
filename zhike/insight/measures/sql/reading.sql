-- What one reading of the orders took in and left out.
SELECT
    CAST(count(CASE WHEN o.placed_on < :as_of THEN 1 END) AS BIGINT) AS rows_read,
    CAST(count(CASE WHEN o.placed_on >= :as_of THEN 1 END) AS BIGINT) AS rows_after_as_of,
    CAST(count(CASE WHEN o.placed_on < :as_of AND o.customer_id IS NULL THEN 1 END) AS BIGINT)
        AS rows_without_customer,
    CAST(
        count(CASE WHEN o.placed_on < :as_of AND o.customer_id IS NOT NULL AND c.customer_id IS NULL THEN 1 END)
        AS BIGINT
    ) AS rows_of_unlisted_customers
FROM orders o
LEFT JOIN customers c ON c.customer_id = o.customer_id
