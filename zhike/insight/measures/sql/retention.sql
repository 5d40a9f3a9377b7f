-- Of those who bought in the year before last, how many bought again in the last year, by the tier they had then.
SELECT
    h.as_of,
    t.tier,
    count(*) AS bought_before,
    CAST(sum(CASE WHEN h.purchases_12m > 0 THEN 1 ELSE 0 END) AS BIGINT) AS bought_again
FROM customer_history h
INNER JOIN moments m ON m.as_of = h.as_of
LEFT JOIN tiers_then t ON t.as_of = m.year_start AND t.customer_id = h.customer_id
WHERE h.purchases_year_before > 0
GROUP BY h.as_of, t.tier
ORDER BY h.as_of, t.tier
