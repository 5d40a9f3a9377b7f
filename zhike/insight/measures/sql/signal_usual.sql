-- The usual size of a paper in each currency: its median over the last year.
SELECT currency, median(CAST(amount AS DOUBLE)) AS usual, count(*) AS papers
FROM signal_papers
WHERE day < :as_of AND day >= :history
GROUP BY currency
ORDER BY currency
