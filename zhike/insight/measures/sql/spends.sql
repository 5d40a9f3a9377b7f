-- Customers with repeat spend, grouped to distinct (events, spend).
SELECT
    spend_events AS x,
    CAST(spend AS DOUBLE) / spend_events AS mean_spend,
    CAST(count(*) AS BIGINT) AS weight
FROM customer_repeats
WHERE spend_events > 0
GROUP BY spend_events, spend
