-- What customers bought on the days with which they answered a contact.
SELECT
    CAST(count(*) AS BIGINT) AS answers,
    CAST(sum(d.net) AS DOUBLE) AS net,
    CAST(sum(d.costed_net) AS DOUBLE) AS costed_net,
    CAST(sum(d.costed_margin) AS DOUBLE) AS costed_margin
FROM contacts k
INNER JOIN customer_day d ON d.customer_id = k.customer_id AND d.day = k.bought_on
