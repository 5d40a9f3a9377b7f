-- Each customer's value on two days, the segment, and what kind of change it was. Money is exact, so parts add up.
WITH valued AS (
    SELECT
        c.customer_id,
        CASE :by
            WHEN 'kind' THEN coalesce(c.kind, '')
            WHEN 'region' THEN coalesce(c.region, '')
            WHEN 'owner' THEN coalesce(CAST(c.owner_id AS STRING), '')
            ELSE 'all'
        END AS segment,
        b.customer_id IS NOT NULL AS was_known,
        CAST(coalesce(b.clv, 0) AS DECIMAL(19, 4)) AS value_before,
        CAST(coalesce(n.clv, 0) AS DECIMAL(19, 4)) AS value_now
    FROM (SELECT customer_id, clv FROM worth_now WHERE clv IS NOT NULL) n
    FULL OUTER JOIN (SELECT customer_id, clv FROM worth_before WHERE clv IS NOT NULL) b
        ON b.customer_id = n.customer_id
    INNER JOIN customers c ON c.customer_id = coalesce(n.customer_id, b.customer_id)
)

SELECT
    CAST(:as_of AS DATE) AS as_of,
    customer_id,
    segment,
    value_before,
    value_now,
    CAST(value_now - value_before AS DECIMAL(19, 4)) AS change,
    CASE
        WHEN NOT was_known THEN 'new'
        WHEN value_before > 0 AND value_now <= value_before * CAST(:lost_share AS DECIMAL(9, 6)) THEN 'lost'
        WHEN value_now > value_before THEN 'grown'
        WHEN value_now < value_before THEN 'shrunk'
        ELSE 'steady'
    END AS move
FROM valued
ORDER BY customer_id
