-- What each seller gives away of list prices, and what would be usual for the same products.
SELECT
    seller,
    currency,
    count(*) AS lines,
    count(DISTINCT customer) AS customers,
    max(day) AS last_day,
    sum(full_price) AS full_price,
    sum(full_price * discount) AS given,
    sum(full_price * usual_discount) AS usual_given,
    max(full_price * (discount - usual_discount)) AS most_given
FROM signal_priced
WHERE seller IS NOT NULL
GROUP BY seller, currency
HAVING count(*) >= :least_lines
ORDER BY currency, seller
