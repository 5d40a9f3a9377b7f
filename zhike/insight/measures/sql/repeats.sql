-- Customers grouped to distinct (x, t_x, age): nothing else of them enters the likelihoods.
SELECT
    x,
    t_x,
    age,
    CAST(count(*) AS BIGINT) AS weight
FROM customer_repeats
GROUP BY x, t_x, age
