-- Customers grouped to distinct (x, t_x, age): nothing else of them enters the likelihoods.
-- Rows that cannot be (missing, negative, a last event after the end, or one without repeats) end in one row of nulls.
WITH checked AS (
    SELECT
        x,
        t_x,
        age,
        weight,
        coalesce(
            x >= 0 AND t_x >= 0 AND t_x <= age AND age < 1000000 AND weight > 0 AND (x = 0) = (t_x = 0), FALSE
        ) AS is_sound
    FROM customer_repeats
)

SELECT
    CASE WHEN is_sound THEN x END AS x,
    CASE WHEN is_sound THEN t_x END AS t_x,
    CASE WHEN is_sound THEN age END AS age,
    CAST(sum(CASE WHEN is_sound THEN weight ELSE 1 END) AS DOUBLE) AS weight
FROM checked
GROUP BY
    CASE WHEN is_sound THEN x END,
    CASE WHEN is_sound THEN t_x END,
    CASE WHEN is_sound THEN age END
ORDER BY x, t_x, age
