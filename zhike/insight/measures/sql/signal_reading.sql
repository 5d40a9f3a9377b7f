-- What was read, and what was left out because it is dated on or after the day.
SELECT
    count(*) AS rows_read,
    coalesce(sum(CASE WHEN day >= :as_of THEN 1 ELSE 0 END), 0) AS rows_after_as_of,
    coalesce(sum(CASE WHEN customer IS NULL THEN 1 ELSE 0 END), 0) AS rows_without_customer,
    min(day) AS first_day
FROM signal_papers
