-- The papers by which these sellers gave away most beyond what is usual.
SELECT seller, currency, paper, customer, day, given, paid
FROM (
    SELECT
        g.*,
        row_number() OVER (PARTITION BY seller, currency ORDER BY given DESC, paper) AS place
    FROM (
        SELECT
            p.seller,
            p.currency,
            p.paper,
            p.customer,
            p.day,
            sum(p.full_price * (p.discount - p.usual_discount)) AS given,
            sum(p.paid) AS paid
        FROM signal_priced p
        INNER JOIN signal_chosen c ON c.seller = p.seller AND c.currency = p.currency
        GROUP BY p.seller, p.currency, p.paper, p.customer, p.day
    ) g
) placed
WHERE place <= :most_papers
ORDER BY currency, seller, place
