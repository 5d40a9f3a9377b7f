-- Classes of customers by what their orders add up to, on one as-of date.
WITH items AS (
    SELECT h.customer_id AS item, CAST(sum(o.net) AS DECIMAL(19, 4)) AS value
    FROM customer_past h
    LEFT JOIN orders o
        ON o.customer_id = h.customer_id AND o.placed_on < :as_of AND o.placed_on >= :window_start
    WHERE h.as_of = :as_of
    GROUP BY h.customer_id
),

@abc_classes
