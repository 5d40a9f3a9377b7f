-- From where to where, between each look and the next; null marks those not yet or no longer there.
WITH looks AS (
    SELECT as_of, lead(as_of) OVER (ORDER BY as_of) AS next_as_of
    FROM (SELECT DISTINCT as_of FROM verdicts) AS days
),

started AS (
    SELECT l.as_of AS as_of_before, l.next_as_of AS as_of, v.customer_id, v.code
    FROM verdicts v
    INNER JOIN looks l ON l.as_of = v.as_of
    WHERE l.next_as_of IS NOT NULL
),

ended AS (
    SELECT l.as_of AS as_of_before, l.next_as_of AS as_of, v.customer_id, v.code
    FROM verdicts v
    INNER JOIN looks l ON l.next_as_of = v.as_of
)

SELECT
    coalesce(s.as_of_before, e.as_of_before) AS as_of_before,
    coalesce(s.as_of, e.as_of) AS as_of,
    s.code AS code_before,
    e.code AS code,
    count(*) AS customers
FROM started s
FULL OUTER JOIN ended e ON e.as_of = s.as_of AND e.customer_id = s.customer_id
GROUP BY
    coalesce(s.as_of_before, e.as_of_before),
    coalesce(s.as_of, e.as_of),
    s.code,
    e.code
ORDER BY as_of_before, code_before, code
