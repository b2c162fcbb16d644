-- What each definition of Complete Journey means, written by hand in SQL over its Parquet files.
-- As of the end of 2017; the source's times have no zone and are read as the wall clock.

-- prelude
CREATE VIEW l AS SELECT * FROM transactions WHERE transaction_timestamp < TIMESTAMP '2018-01-01';
CREATE TABLE b AS
SELECT household_id, basket_id, min(transaction_timestamp) AS t, sum(sales_value) AS total
FROM l GROUP BY ALL;
CREATE TABLE spend AS
SELECT household_id, coalesce(sum(sales_value), 0) AS spend
FROM households LEFT JOIN l USING (household_id) GROUP BY ALL;

-- seniors
SELECT household_id FROM households WHERE age = '65+';

-- young_families
SELECT household_id FROM households
WHERE age IN ('19-24', '25-34') AND kids_count IN ('1', '2', '3+');

-- well_off_couples
SELECT household_id FROM households
WHERE marital_status = 'Married' AND home_ownership = 'Homeowner'
  AND income IN ('100-124K', '125-149K', '150-174K', '175-199K', '200-249K', '250K+');

-- never_said
SELECT household_id FROM households WHERE age IS NULL;

-- best_tenth
SELECT household_id FROM spend ORDER BY spend DESC, household_id
LIMIT (SELECT ceil(count(*) * 0.1)::BIGINT FROM households);

-- every_week
SELECT household_id FROM (
  SELECT DISTINCT household_id,
    date_diff('day', transaction_timestamp::DATE, DATE '2017-12-31') // 7 AS weeks_ago
  FROM l WHERE transaction_timestamp >= TIMESTAMP '2017-10-09'
) GROUP BY ALL HAVING count(*) >= 11;

-- fading
SELECT household_id FROM b GROUP BY ALL
HAVING count(*) FILTER (t >= TIMESTAMP '2017-09-03' AND t < TIMESTAMP '2017-12-01') >= 3
  AND count(*) FILTER (t >= TIMESTAMP '2017-12-01') = 0;

-- own_brand_fans
SELECT household_id FROM l LEFT JOIN products USING (product_id) GROUP BY ALL
HAVING count(*) >= 100 AND count(*) FILTER (brand = 'Private') >= 0.4 * count(*);

-- fresh_cooks
SELECT household_id FROM l LEFT JOIN products USING (product_id) GROUP BY ALL
HAVING sum(sales_value) >= 500
  AND sum(sales_value) FILTER (department IN ('PRODUCE', 'MEAT', 'SEAFOOD', 'DELI'))
    >= 0.25 * sum(sales_value);

-- full_trolley
SELECT household_id FROM b GROUP BY ALL
HAVING avg(total) >= 50 AND count(*) FILTER (t >= TIMESTAMP '2017-10-03') >= 5;

-- many_stores
SELECT household_id FROM l GROUP BY ALL HAVING count(DISTINCT store_id) >= 5;

-- weekend_shoppers
SELECT household_id FROM b GROUP BY ALL
HAVING count(*) >= 20 AND count(*) FILTER (isodow(t) >= 6) >= 0.6 * count(*);

-- spending_up
SELECT household_id FROM l GROUP BY ALL
HAVING min(transaction_timestamp) < TIMESTAMP '2017-02-01'
  AND 3 * coalesce(sum(sales_value) FILTER (transaction_timestamp >= TIMESTAMP '2017-07-01'), 0)
    > 4 * coalesce(sum(sales_value) FILTER (transaction_timestamp < TIMESTAMP '2017-07-01'), 0);

-- diapers
SELECT DISTINCT household_id FROM l JOIN products USING (product_id)
WHERE product_category LIKE '%DIAPERS%' AND transaction_timestamp >= TIMESTAMP '2017-07-03';

-- steady
SELECT household_id FROM b GROUP BY ALL
HAVING count(*) >= 12
  AND date_diff('day', min(t)::DATE, max(t)::DATE) <= 7 * (count(*) - 1);

-- coupon_clippers
SELECT household_id FROM redemptions WHERE redemption_date <= DATE '2017-12-31'
GROUP BY ALL HAVING count(*) >= 5;

-- responders
SELECT DISTINCT m.household_id FROM mailings m JOIN campaigns c USING (campaign_id)
JOIN redemptions r ON r.household_id = m.household_id AND r.campaign_id = m.campaign_id
WHERE r.redemption_date > c.start_date AND r.redemption_date <= c.start_date + 30
  AND r.redemption_date <= DATE '2017-12-31';

-- unmoved
SELECT household_id FROM mailings JOIN campaigns USING (campaign_id)
WHERE start_date <= DATE '2017-12-31'
  AND household_id NOT IN (SELECT household_id FROM redemptions
                           WHERE redemption_date <= DATE '2017-12-31')
  AND household_id IN (FROM (SELECT household_id FROM households))
GROUP BY ALL HAVING count(*) >= 3;

-- valuable_and_unmoved
SELECT household_id FROM mailings JOIN campaigns USING (campaign_id) JOIN spend USING (household_id)
WHERE start_date <= DATE '2017-12-31'
  AND household_id NOT IN (SELECT household_id FROM redemptions
                           WHERE redemption_date <= DATE '2017-12-31')
  AND spend > (SELECT avg(spend) FROM spend)
GROUP BY ALL HAVING count(*) >= 3;

-- activity
SELECT household_id,
  CASE
    WHEN (SELECT count(*) FROM b WHERE b.household_id = h.household_id
          AND t >= TIMESTAMP '2017-10-09') >= 12 THEN 'weekly'
    WHEN (SELECT count(DISTINCT month(transaction_timestamp)) FROM l
          WHERE l.household_id = h.household_id AND transaction_timestamp >= TIMESTAMP '2017-09-01'
            AND transaction_timestamp < TIMESTAMP '2017-12-01') = 3 THEN 'monthly'
    WHEN EXISTS (FROM l WHERE l.household_id = h.household_id
                 AND transaction_timestamp >= TIMESTAMP '2017-10-03') THEN 'now_and_then'
    ELSE 'gone'
  END AS activity
FROM households h;

-- value_group
WITH cuts AS (
  SELECT quantile_cont(spend::DOUBLE, 0.2) AS low, quantile_cont(spend::DOUBLE, 0.8) AS high
  FROM spend
)
SELECT household_id,
  CASE WHEN spend > high THEN 'top_fifth' WHEN spend > low THEN 'middle' ELSE 'bottom_fifth' END
FROM spend, cuts;
