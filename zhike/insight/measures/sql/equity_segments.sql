-- The value of each segment on both days, and what moved it.
SELECT
    segment,
    CAST(count(*) AS BIGINT) AS customers,
    CAST(sum(value_before) AS DECIMAL(19, 4)) AS value_before,
    CAST(sum(CASE WHEN move = 'new' THEN change ELSE 0 END) AS DECIMAL(19, 4)) AS new,
    CAST(sum(CASE WHEN move = 'grown' THEN change ELSE 0 END) AS DECIMAL(19, 4)) AS grown,
    CAST(sum(CASE WHEN move = 'shrunk' THEN change ELSE 0 END) AS DECIMAL(19, 4)) AS shrunk,
    CAST(sum(CASE WHEN move = 'lost' THEN change ELSE 0 END) AS DECIMAL(19, 4)) AS lost,
    CAST(sum(value_now) AS DECIMAL(19, 4)) AS value_now
FROM equity
GROUP BY segment
ORDER BY segment
