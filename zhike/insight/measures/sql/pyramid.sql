-- Customers with a purchase and a value above zero in the last twelve months, ranked by value; equal values share
-- the better rank. A tier begins where the share of customers before the rank passes its border, so a tie at a
-- border goes up together. Everyone else stands apart with a reason.
WITH valued AS (@valued),

sorted AS (
    SELECT
        v.*,
        CASE
            WHEN v.purchases = 0 AND v.net IS NULL THEN 'never_ordered'
            WHEN v.purchases = 0 THEN 'only_returns'
            WHEN v.purchases_12m = 0 THEN 'no_purchase_12m'
            WHEN v.value <= 0 THEN 'value_not_above_zero'
        END AS reason
    FROM valued v
),

ranked AS (
    SELECT
        as_of,
        customer_id,
        rank() OVER (PARTITION BY as_of ORDER BY value DESC) AS place,
        count(*) OVER (PARTITION BY as_of) AS ranked_customers,
        sum(value) OVER (PARTITION BY as_of) AS ranked_value
    FROM sorted
    WHERE reason IS NULL
)

SELECT
    s.as_of,
    s.customer_id,
    t.label AS tier,
    s.reason,
    r.place,
    r.ranked_customers,
    CAST(r.place - 1 AS DOUBLE) / r.ranked_customers AS share_before,
    s.value,
    CAST(s.value AS DOUBLE) / CAST(r.ranked_value AS DOUBLE) AS value_share,
    s.value_basis,
    s.value_basis = 'margin_12m' AND s.margin_12m_is_estimated AS value_is_estimated,
    s.net_sales_12m,
    s.margin_12m,
    s.purchases_12m,
    s.days_since_last_purchase,
    s.margin_coverage_12m
FROM sorted s
LEFT JOIN ranked r ON r.as_of = s.as_of AND r.customer_id = s.customer_id
LEFT JOIN tiers t
    ON
        r.place - 1 >= t.starts_at * r.ranked_customers
        AND r.place - 1 < t.ends_at * r.ranked_customers
ORDER BY s.as_of, s.customer_id
