-- What one reading of the order lines took in and left out: often files tell without being read.
SELECT
    CAST((SELECT count(*) FROM order_lines WHERE placed_on < :as_of) AS BIGINT) AS rows_read,
    CAST((SELECT count(*) FROM order_lines WHERE placed_on >= :as_of) AS BIGINT) AS rows_after_as_of,
    CAST(0 AS BIGINT) AS rows_without_customer,
    CAST(0 AS BIGINT) AS rows_of_unlisted_customers
