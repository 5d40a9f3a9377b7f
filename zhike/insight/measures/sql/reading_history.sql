-- What one reading of the orders took in and left out, where histories of that day are known: what they hold was read.
SELECT
    CAST(o.rows_read AS BIGINT) AS rows_read,
    CAST((SELECT count(*) FROM orders WHERE placed_on >= :as_of) AS BIGINT) AS rows_after_as_of,
    CAST(o.rows_read - o.rows_with_customer AS BIGINT) AS rows_without_customer,
    CAST(o.rows_with_customer - h.orders AS BIGINT) AS rows_of_unlisted_customers
FROM (
    SELECT count(*) AS rows_read, count(customer_id) AS rows_with_customer
    FROM orders
    WHERE placed_on < :as_of
) o
CROSS JOIN (SELECT coalesce(sum(orders), 0) AS orders FROM customer_sums WHERE as_of = :as_of) h
