-- The sums of each customer with what follows from them: days since purchases, and the gap between them.
SELECT
    as_of,
    customer_id,
    referred_by,
    orders,
    first_purchase,
    last_purchase,
    CAST(days_between(first_purchase, as_of) AS BIGINT) AS days_since_first_purchase,
    CAST(days_between(last_purchase, as_of) AS BIGINT) AS days_since_last_purchase,
    purchases,
    purchases_year_before,
    purchase_days,
    CASE
        WHEN purchase_days >= 3 THEN CAST(days_between(first_purchase, last_purchase) AS DOUBLE) / (purchase_days - 1)
    END AS mean_gap_days,
    net
FROM customer_sums
