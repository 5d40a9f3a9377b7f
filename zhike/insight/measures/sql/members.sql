-- Which customers are believed on :as_of to be one of the values of a kind, asked for as ',one,another,'.
SELECT DISTINCT customer_id
FROM standings
WHERE
    kind = :kind
    AND position(concat(',', value, ',') IN :listed) > 0
    AND since <= :as_of
    AND (until IS NULL OR until > :as_of)
