-- Two axes cut at given places: what customers bring now, and what they are expected to bring.
WITH placed AS (
    SELECT
        h.as_of,
        h.customer_id,
        CAST(h.net_sales_12m AS DOUBLE) AS present_value,
        CAST(w.clv AS DOUBLE) AS potential_value
    FROM customer_history h
    LEFT JOIN worth w ON w.customer_id = h.customer_id
    WHERE h.as_of = :as_of
)

SELECT
    p.as_of,
    p.customer_id,
    p.present_value,
    p.potential_value,
    CASE
        WHEN p.present_value IS NULL OR p.potential_value IS NULL THEN NULL
        WHEN p.present_value > :present_cut AND p.potential_value > :potential_cut THEN 'keep'
        WHEN p.present_value > :present_cut THEN 'defend'
        WHEN p.potential_value > :potential_cut THEN 'develop'
        ELSE 'simplify'
    END AS cell
FROM placed p
ORDER BY p.as_of, p.customer_id
