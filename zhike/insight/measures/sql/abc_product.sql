-- Classes of goods by what their order lines add up to, on one as-of date.
WITH items AS (
    SELECT product_code AS item, CAST(sum(amount) AS DECIMAL(19, 4)) AS value
    FROM order_lines
    WHERE is_goods AND placed_on < :as_of AND placed_on >= :window_start
    GROUP BY product_code
),

@abc_classes
