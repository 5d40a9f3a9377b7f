-- What one reading of the order lines took in and left out.
SELECT
    CAST(count(CASE WHEN placed_on < :as_of THEN 1 END) AS BIGINT) AS rows_read,
    CAST(count(CASE WHEN placed_on >= :as_of THEN 1 END) AS BIGINT) AS rows_after_as_of,
    CAST(0 AS BIGINT) AS rows_without_customer,
    CAST(0 AS BIGINT) AS rows_of_unlisted_customers
FROM order_lines
