/* What was known of each transaction when it came.

   transactions: row, customer, terminal (numbers), second (since 1970), day and second_of_day (local), amount,
   is_fraud (null where not known).
   Windows of a customer end in the second before the transaction, which is then counted with them itself; windows of
   a terminal end :delay seconds before it, since of what came later nobody knows whether it was fraud. Transactions
   of one second know nothing of each other. */
WITH
windowed AS (
    SELECT
        *,
        count(*) OVER customer_1 AS customer_rows_1,
        count(*) OVER customer_7 AS customer_rows_7,
        count(*) OVER customer_30 AS customer_rows_30,
        sum(amount) OVER customer_1 AS customer_sum_1,
        sum(amount) OVER customer_7 AS customer_sum_7,
        sum(amount) OVER customer_30 AS customer_sum_30,
        count(*) OVER terminal_1 AS terminal_count_1,
        count(*) OVER terminal_7 AS terminal_count_7,
        count(*) OVER terminal_30 AS terminal_count_30,
        count(is_fraud) OVER terminal_1 AS terminal_known_1,
        count(is_fraud) OVER terminal_7 AS terminal_known_7,
        count(is_fraud) OVER terminal_30 AS terminal_known_30,
        sum(CASE WHEN is_fraud THEN 1 ELSE 0 END) OVER terminal_1 AS terminal_frauds_1,
        sum(CASE WHEN is_fraud THEN 1 ELSE 0 END) OVER terminal_7 AS terminal_frauds_7,
        sum(CASE WHEN is_fraud THEN 1 ELSE 0 END) OVER terminal_30 AS terminal_frauds_30
    FROM transactions
    WINDOW
        customer_1 AS (PARTITION BY customer ORDER BY second RANGE BETWEEN 86399 PRECEDING AND 1 PRECEDING),
        customer_7 AS (PARTITION BY customer ORDER BY second RANGE BETWEEN 604799 PRECEDING AND 1 PRECEDING),
        customer_30 AS (PARTITION BY customer ORDER BY second RANGE BETWEEN 2591999 PRECEDING AND 1 PRECEDING),
        terminal_1 AS (
            PARTITION BY terminal ORDER BY second RANGE BETWEEN :delay + 86399 PRECEDING AND :delay PRECEDING
        ),
        terminal_7 AS (
            PARTITION BY terminal ORDER BY second RANGE BETWEEN :delay + 604799 PRECEDING AND :delay PRECEDING
        ),
        terminal_30 AS (
            PARTITION BY terminal ORDER BY second RANGE BETWEEN :delay + 2591999 PRECEDING AND :delay PRECEDING
        )
)
SELECT
    row,
    CAST(amount AS DOUBLE) AS amount,
    CAST(CASE WHEN days_between(DATE '0001-01-01', day) % 7 >= 5 THEN 1 ELSE 0 END AS BIGINT) AS weekend,
    CAST(CASE WHEN second_of_day < 25200 THEN 1 ELSE 0 END AS BIGINT) AS night,
    1 + customer_rows_1 AS customer_count_1,
    1 + customer_rows_7 AS customer_count_7,
    1 + customer_rows_30 AS customer_count_30,
    CAST(amount + coalesce(customer_sum_1, 0) AS DOUBLE) / (1 + customer_rows_1) AS customer_mean_1,
    CAST(amount + coalesce(customer_sum_7, 0) AS DOUBLE) / (1 + customer_rows_7) AS customer_mean_7,
    CAST(amount + coalesce(customer_sum_30, 0) AS DOUBLE) / (1 + customer_rows_30) AS customer_mean_30,
    terminal_count_1,
    terminal_count_7,
    terminal_count_30,
    coalesce(CAST(terminal_frauds_1 AS DOUBLE) / nullif(terminal_known_1, 0), 0) AS terminal_fraud_rate_1,
    coalesce(CAST(terminal_frauds_7 AS DOUBLE) / nullif(terminal_known_7, 0), 0) AS terminal_fraud_rate_7,
    coalesce(CAST(terminal_frauds_30 AS DOUBLE) / nullif(terminal_known_30, 0), 0) AS terminal_fraud_rate_30
FROM windowed
WHERE day >= :first_day AND day < :last_day
ORDER BY row
