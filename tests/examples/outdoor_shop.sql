-- What each definition of the outdoor shop means, written by hand in SQL over the raw files and
-- without a look at what SegQL compiles. As of the end of 30 June 2024, Stockholm time.

-- prelude
-- `o`: orders that a run of that day may see; the time of some is not known
CREATE VIEW o AS SELECT * FROM orders
WHERE ordered_at < TIMESTAMP '2024-07-01' OR ordered_at IS NULL;
CREATE VIEW web AS
SELECT * EXCLUDE ("at"), "at" AT TIME ZONE 'Europe/Stockholm' AS "at" FROM web_events
WHERE "at" < TIMESTAMPTZ '2024-06-30 22:00:00+00';
CREATE VIEW mail AS SELECT * FROM email_events WHERE "at" < TIMESTAMP '2024-06-30 22:00:00';
CREATE VIEW service AS SELECT * FROM service_events WHERE "at" < TIMESTAMP '2024-06-30 22:00:00';
CREATE VIEW c AS
SELECT *, 2024 - year(birth_date) - (strftime(birth_date, '%m%d') > '0630')::INT AS age
FROM customers;
CREATE VIEW spend AS
SELECT c.customer_id AS k, coalesce(sum(amount), 0) AS spend
FROM c LEFT JOIN o ON o.customer_id = c.customer_id
  AND ordered_at >= TIMESTAMP '2023-07-02' AND ordered_at < TIMESTAMP '2024-07-01'
GROUP BY ALL;
CREATE MACRO active(since, till) AS TABLE
SELECT DISTINCT customer_id FROM o WHERE ordered_at >= since AND ordered_at < till;
CREATE MACRO lifecycle_at(t) AS TABLE
SELECT customer_id AS k,
  CASE
    WHEN NOT EXISTS (FROM orders x WHERE x.customer_id = c.customer_id
                     AND (x.ordered_at < t OR x.ordered_at IS NULL)) THEN 'prospect'
    WHEN (SELECT min(x.ordered_at) FROM orders x WHERE x.customer_id = c.customer_id
          AND x.ordered_at < t) >= t - INTERVAL 60 DAY THEN 'new'
    WHEN EXISTS (FROM orders x WHERE x.customer_id = c.customer_id
                 AND x.ordered_at < t AND x.ordered_at >= t - INTERVAL 90 DAY) THEN 'active'
    WHEN EXISTS (FROM orders x WHERE x.customer_id = c.customer_id
                 AND x.ordered_at < t AND x.ordered_at >= t - INTERVAL 270 DAY) THEN 'lapsing'
    ELSE 'lost'
  END AS stage
FROM c;
CREATE TABLE buyers AS
SELECT c.customer_id AS k, count(*) AS n, coalesce(sum(amount), 0) AS money,
  date_diff('day', max(ordered_at)::DATE, DATE '2024-06-30') AS days
FROM c JOIN o USING (customer_id) GROUP BY ALL;
CREATE TABLE scores AS
WITH cuts AS (
  SELECT quantile_cont(days, [0.2, 0.4, 0.6, 0.8]) AS days,
    quantile_cont(n, [0.2, 0.4, 0.6, 0.8]) AS n,
    quantile_cont(money::DOUBLE, [0.2, 0.4, 0.6, 0.8]) AS money
  FROM buyers
)
SELECT k,
  5 - len(list_filter(cuts.days, lambda cut: cut < buyers.days)) AS r,
  1 + len(list_filter(cuts.n, lambda cut: cut < buyers.n)) AS f,
  1 + len(list_filter(cuts.money, lambda cut: cut < buyers.money)) AS m
FROM buyers, cuts;

-- young_outdoor
SELECT customer_id FROM c
WHERE age BETWEEN 18 AND 25 AND list_contains(interests, 'outdoor')
  AND (SELECT count(*) FROM o WHERE o.customer_id = c.customer_id
       AND ordered_at >= TIMESTAMP '2024-04-02') > 3;

-- families
SELECT customer_id FROM c WHERE household_size >= 3 AND age BETWEEN 28 AND 50;

-- well_off_seniors
SELECT customer_id FROM c WHERE age >= 60 AND income > (SELECT median(income) FROM c);

-- birthday_soon
SELECT customer_id FROM c
WHERE email_opt_in AND strftime(birth_date, '%m%d') BETWEEN '0701' AND '0707';

-- leap_day_children
SELECT customer_id FROM c WHERE strftime(birth_date, '%m%d') = '0229';

-- stockholm_area
SELECT customer_id FROM c
WHERE 2 * 6371008.8 * asin(sqrt(
    sin(radians(lat - 59.3293) / 2) ** 2
    + cos(radians(lat)) * cos(radians(59.3293)) * sin(radians(lon - 18.0686) / 2) ** 2
  )) <= 25000;

-- neighbours
SELECT customer_id FROM c WHERE country IN ('NO', 'DK', 'FI');

-- far_north
SELECT customer_id FROM c
WHERE country = 'SE' AND address.city IN ('Umeå', 'Östersund', 'Kiruna');

-- not_at_home
SELECT customer_id FROM c
WHERE country IS NOT NULL
  AND (country, language) NOT IN (('SE', 'sv'), ('NO', 'no'), ('DK', 'da'), ('FI', 'fi'));

-- best_of_each_country
SELECT customer_id FROM c JOIN spend ON k = customer_id WHERE country IS NOT NULL
QUALIFY row_number() OVER (PARTITION BY country ORDER BY spend DESC, customer_id) <= 5;

-- country_known
SELECT customer_id FROM c WHERE country IS NOT NULL;

-- mountain_people
SELECT customer_id FROM c WHERE list_has_any(interests, ['climbing', 'skiing']);

-- purists
SELECT customer_id FROM c WHERE interests = ['outdoor'];

-- all_rounders
SELECT customer_id FROM c WHERE len(interests) >= 3;

-- detractors
SELECT customer_id FROM (
  SELECT customer_id, recommend FROM survey_answers
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY answered_on DESC, answer_id DESC) = 1
) WHERE recommend <= 6;

-- green_minded
SELECT DISTINCT customer_id FROM survey_answers
WHERE motive = 'sustainability' AND answered_on BETWEEN DATE '2023-07-02' AND DATE '2024-06-30';

-- buyers
SELECT k FROM buyers;

-- vip
SELECT k FROM spend WHERE spend >= 5000;

-- best_tenth
SELECT k FROM spend ORDER BY spend DESC, k LIMIT 200;

-- frequent_buyers
SELECT c.customer_id FROM c JOIN o USING (customer_id)
WHERE ordered_at >= TIMESTAMP '2024-04-02' GROUP BY ALL HAVING count(*) > 3;

-- everywhere_shoppers
SELECT c.customer_id FROM c JOIN o USING (customer_id)
WHERE ordered_at >= TIMESTAMP '2023-07-02' GROUP BY ALL HAVING count(DISTINCT channel) = 3;

-- coupon_hunters
SELECT c.customer_id FROM c JOIN o USING (customer_id)
WHERE ordered_at >= TIMESTAMP '2023-07-02'
GROUP BY ALL HAVING count(*) >= 2 AND count(coupon) * 2 >= count(*);

-- christmas_only
SELECT c.customer_id FROM c JOIN o USING (customer_id)
GROUP BY ALL HAVING bool_and(ordered_at IS NOT NULL AND month(ordered_at) = 12);

-- big_baskets
SELECT DISTINCT customer_id FROM (
  SELECT customer_id, order_id FROM order_lines JOIN c USING (customer_id)
  WHERE sold_at < TIMESTAMP '2024-07-01' GROUP BY ALL
  HAVING min(sold_at) >= TIMESTAMP '2023-07-02'
    AND (count(*) >= 5 OR sum(quantity * price) >= 1500)
);

-- tent_buyers
SELECT DISTINCT c.customer_id FROM c JOIN order_lines USING (customer_id)
JOIN products USING (product_id)
WHERE category = 'tents' AND sold_at >= TIMESTAMP '2022-07-01' AND sold_at < TIMESTAMP '2024-07-01';

-- spending_more
SELECT c.customer_id FROM c JOIN o USING (customer_id)
WHERE ordered_at >= TIMESTAMP '2023-07-03'
GROUP BY ALL
HAVING count(*) FILTER (ordered_at < TIMESTAMP '2024-01-01') > 0
  AND coalesce(sum(amount) FILTER (ordered_at >= TIMESTAMP '2024-01-01'), 0)
    > 1.5 * coalesce(sum(amount) FILTER (ordered_at < TIMESTAMP '2024-01-01'), 0);

-- latest_with_coupon
SELECT customer_id FROM (
  SELECT c.customer_id, coupon, amount FROM c JOIN o USING (customer_id)
  WHERE ordered_at IS NOT NULL
  QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY ordered_at DESC, order_id DESC) = 1
) WHERE coupon IS NOT NULL AND amount > 200;

-- returners
SELECT c.customer_id FROM c
JOIN (SELECT customer_id, count(*) AS back FROM service
      WHERE kind = 'return' AND "at" >= TIMESTAMP '2023-07-01 22:00:00' GROUP BY ALL) USING (customer_id)
JOIN (SELECT customer_id, count(*) AS bought FROM o
      WHERE ordered_at >= TIMESTAMP '2023-07-02' GROUP BY ALL) USING (customer_id)
WHERE back >= 2 AND back * 3 >= bought;

-- magazine_readers
SELECT DISTINCT customer_id FROM subscriptions WHERE kind = 'magazine' AND active;

-- good_margin
WITH margins AS (
  SELECT c.customer_id, coalesce(sum(price - cost), 0) AS margin
  FROM c LEFT JOIN o ON o.customer_id = c.customer_id AND ordered_at >= TIMESTAMP '2023-07-02'
  LEFT JOIN products USING (product_id) GROUP BY ALL
)
SELECT customer_id FROM margins WHERE margin > (SELECT median(margin) FROM margins);

-- camping_fans
SELECT customer_id FROM (
  SELECT c.customer_id, category FROM c JOIN order_lines l USING (customer_id)
  JOIN products USING (product_id) WHERE sold_at < TIMESTAMP '2024-07-01'
  GROUP BY c.customer_id, category
  QUALIFY row_number() OVER (
    PARTITION BY c.customer_id ORDER BY count(*) DESC, max(sold_at) DESC, category) = 1
) WHERE category IN ('tents', 'cooking');

-- abandoned_cart
SELECT DISTINCT w.customer_id FROM web w JOIN c USING (customer_id)
LEFT JOIN products p ON p.product_id = w.sku
WHERE w.kind = 'cart' AND email_opt_in
  AND w."at" >= TIMESTAMP '2024-06-17' AND w."at" + INTERVAL 3 DAY <= TIMESTAMP '2024-07-01'
  AND NOT EXISTS (
    FROM o JOIN products q USING (product_id)
    WHERE o.customer_id = w.customer_id AND q.category = p.category
      AND o.ordered_at > w."at" AND o.ordered_at <= w."at" + INTERVAL 3 DAY);

-- view_cart_order
SELECT DISTINCT v.customer_id FROM web v
JOIN web k ON k.customer_id = v.customer_id AND k.sku = v.sku
  AND k."at" > v."at" AND k."at" <= v."at" + INTERVAL 2 DAY
JOIN o ON o.customer_id = v.customer_id
  AND o.ordered_at > k."at" AND o.ordered_at <= k."at" + INTERVAL 1 DAY
WHERE v.kind = 'view' AND k.kind = 'cart' AND v."at" >= TIMESTAMP '2024-04-02';

-- weekly_visitors
SELECT customer_id FROM web
WHERE kind = 'view' AND "at" >= TIMESTAMP '2024-05-20'
GROUP BY ALL
HAVING count(DISTINCT (epoch(TIMESTAMP '2024-07-01' - "at") - 0.000001)::BIGINT // 604800) >= 4;

-- monthly_buyers
SELECT customer_id FROM o JOIN c USING (customer_id)
WHERE ordered_at >= TIMESTAMP '2024-02-01' AND ordered_at < TIMESTAMP '2024-06-01'
GROUP BY ALL HAVING count(DISTINCT month(ordered_at)) = 4;

-- newsletter_fans
SELECT m.customer_id FROM mail m JOIN c USING (customer_id)
WHERE kind = 'open' AND email_opt_in AND "at" >= TIMESTAMP '2024-01-02 23:00:00'
GROUP BY ALL HAVING count(*) >= 5;

-- attentive
SELECT customer_id FROM c
WHERE (customer_id IN (SELECT customer_id FROM web WHERE kind = 'view'
                       AND "at" >= TIMESTAMP '2024-06-01'))::INT
  + (customer_id IN (SELECT customer_id FROM mail WHERE kind = 'open'
                     AND "at" >= TIMESTAMP '2024-05-31 22:00:00'))::INT
  + (customer_id IN (SELECT customer_id FROM o WHERE ordered_at >= TIMESTAMP '2024-06-01'))::INT >= 2;

-- lifecycle
SELECT k, stage FROM lifecycle_at(TIMESTAMP '2024-07-01');

-- came_back
SELECT k FROM lifecycle_at(TIMESTAMP '2024-07-01') AS now
JOIN lifecycle_at(TIMESTAMP '2024-01-03') AS earlier USING (k)
WHERE now.stage = 'active' AND earlier.stage IN ('lapsing', 'lost');

-- still_loyal
SELECT k FROM (SELECT k FROM spend ORDER BY spend DESC, k LIMIT 200) WHERE k IN (
  SELECT customer_id FROM (
    SELECT c.customer_id, coalesce(sum(amount), 0) AS spend
    FROM c LEFT JOIN o ON o.customer_id = c.customer_id
      AND ordered_at >= TIMESTAMP '2022-07-02' AND ordered_at < TIMESTAMP '2023-07-02'
    GROUP BY ALL
  ) ORDER BY spend DESC, customer_id LIMIT 200);

-- one_and_done
SELECT c.customer_id FROM c JOIN o USING (customer_id)
GROUP BY ALL HAVING count(*) = 1 AND max(ordered_at) < TIMESTAMP '2024-01-03';

-- overdue
SELECT c.customer_id FROM c JOIN o USING (customer_id)
GROUP BY ALL
HAVING count(*) >= 4
  AND date_diff('day', max(ordered_at)::DATE, DATE '2024-06-30')
    > 2 * date_diff('day', min(ordered_at)::DATE, max(ordered_at)::DATE) / (count(ordered_at) - 1);

-- renewals
SELECT customer_id FROM c
WHERE renewal_date BETWEEN DATE '2024-07-01' AND DATE '2024-07-30' AND sms_opt_in AND phone IS NOT NULL;

-- rfm
SELECT c.customer_id,
  CASE
    WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'champions'
    WHEN r >= 2 AND f >= 3 AND m >= 3 THEN 'loyal'
    WHEN r >= 3 AND f BETWEEN 1 AND 3 THEN 'promising'
    WHEN r <= 2 AND f >= 3 THEN 'at_risk'
    WHEN r IS NOT NULL THEN 'sleeping'
  END AS rfm
FROM c LEFT JOIN scores ON k = customer_id;

-- staff
SELECT customer_id FROM c WHERE customer_id IN (SELECT customer_id FROM blocked);

-- spring_audience
SELECT customer_id FROM c
WHERE email_opt_in AND list_has_any(interests, ['outdoor', 'family camping', 'travel'])
  AND customer_id NOT IN (SELECT customer_id FROM blocked)
  AND customer_id IN (SELECT customer_id FROM o WHERE ordered_at >= TIMESTAMP '2023-07-02'
                      AND ordered_at < TIMESTAMP '2024-05-02' AND customer_id IS NOT NULL);

-- spring_offer
SELECT customer_id,
  CASE
    WHEN NOT audience THEN NULL
    WHEN bucket < 0.45 THEN 'treatment'
    WHEN bucket < 0.9 THEN 'control'
    ELSE 'holdout'
  END AS variant
FROM (
  SELECT customer_id,
    coalesce(email_opt_in AND list_has_any(interests, ['outdoor', 'family camping', 'travel'])
      AND customer_id NOT IN (SELECT customer_id FROM blocked)
      AND customer_id IN (SELECT customer_id FROM o WHERE customer_id IS NOT NULL
                          AND ordered_at >= TIMESTAMP '2023-04-02'
                          AND ordered_at < TIMESTAMP '2024-02-01'), false) AS audience,
    ('0x' || md5('spring_offer:' || customer_id)[1:7])::BIGINT % 10000 / 10000 AS bucket
  FROM c
);

-- spring_treated
SELECT customer_id FROM c
WHERE customer_id NOT IN (SELECT customer_id FROM o WHERE ordered_at >= TIMESTAMP '2024-04-01'
                          AND customer_id IS NOT NULL)
  AND ('0x' || md5('spring_offer:' || customer_id)[1:7])::BIGINT % 10000 < 4500
  AND email_opt_in AND list_has_any(interests, ['outdoor', 'family camping', 'travel'])
  AND customer_id NOT IN (SELECT customer_id FROM blocked)
  AND customer_id IN (SELECT customer_id FROM o WHERE customer_id IS NOT NULL
                      AND ordered_at >= TIMESTAMP '2023-04-02' AND ordered_at < TIMESTAMP '2024-02-01');
