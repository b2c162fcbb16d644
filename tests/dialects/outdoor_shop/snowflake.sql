-- abandoned_cart
WITH step_1_carts AS (
  SELECT
    c.customer_id,
    c."AT" AS happened_at,
    p.category AS product_category
  FROM web_events AS c
  LEFT JOIN products AS p
    ON p.product_id = c.sku
  WHERE
    c.kind = 'cart'
    AND c."AT" >= CAST('2024-06-17 00:00:00' AS TIMESTAMP_NTZ)
    AND c."AT" < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), step_2_orders AS (
  SELECT
    o.customer_id,
    o.ordered_at AS happened_at,
    p.category AS product_category
  FROM orders AS o
  LEFT JOIN products AS p
    ON p.product_id = o.product_id
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    AND p.category IS NOT NULL
), without_orders AS (
  SELECT
    s.customer_id,
    s.happened_at,
    s.product_category
  FROM (
    SELECT
      u.customer_id,
      u.happened_at,
      u.product_category,
      u.kind,
      MIN(CASE WHEN u.kind = 1 THEN u.happened_at END) OVER (
        PARTITION BY u.customer_id, u.product_category
        ORDER BY u.happened_at DESC, u.kind
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS next_at
    FROM (
      SELECT
        a.customer_id,
        a.happened_at,
        a.product_category,
        0 AS kind
      FROM step_1_carts AS a
      UNION ALL
      SELECT
        b.customer_id,
        b.happened_at,
        b.product_category,
        1
      FROM step_2_orders AS b
    ) AS u
  ) AS s
  WHERE
    s.kind = 0
    AND (
      s.next_at IS NULL OR s.next_at > DATEADD(DAY, 3, s.happened_at)
    )
    AND DATEADD(DAY, 3, s.happened_at) <= CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), carts_then_no_orders AS (
  SELECT DISTINCT
    r.customer_id
  FROM without_orders AS r
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN carts_then_no_orders AS c_2
  ON c_2.customer_id = c.customer_id
WHERE
  c_2.customer_id IS NOT NULL AND c.email_opt_in;

-- age
SELECT
  c.customer_id,
  TRUNC(
    CASE
      WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
      THEN (
        2024 - DATE_PART(YEAR, c.birth_date)
      ) * 12 + (
        6 - DATE_PART(MONTH, c.birth_date)
      )
      WHEN CAST('2024-06-30' AS DATE) < c.birth_date
      THEN -(
        (
          DATE_PART(YEAR, c.birth_date) - 2024
        ) * 12 + (
          DATE_PART(MONTH, c.birth_date) - 6
        ) - CASE
          WHEN DATE_PART(DAY, c.birth_date) < 30 AND NOT LAST_DAY(c.birth_date) = c.birth_date
          THEN 1
          ELSE 0
        END
      )
    END / 12
  ) AS age
FROM customers AS c;

-- all_rounders
SELECT
  c.customer_id
FROM customers AS c
WHERE
  ARRAY_SIZE(ARRAY_COMPACT(c.interests)) >= 3;

-- attentive
WITH views_in_last_30_days AS (
  SELECT DISTINCT
    v.customer_id
  FROM web_events AS v
  WHERE
    v.kind = 'view'
    AND v."AT" >= CAST('2024-06-01 00:00:00' AS TIMESTAMP_NTZ)
    AND v."AT" < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), opens_in_last_30_days AS (
  SELECT DISTINCT
    o.customer_id
  FROM email_events AS o
  WHERE
    o.kind = 'open'
    AND o."AT" >= CAST('2024-05-31 22:00:00' AS TIMESTAMP_NTZ)
    AND o."AT" < CAST('2024-06-30 22:00:00' AS TIMESTAMP_NTZ)
), orders_in_last_30_days AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-06-01 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN views_in_last_30_days AS v
  ON v.customer_id = c.customer_id
LEFT JOIN opens_in_last_30_days AS o
  ON o.customer_id = c.customer_id
LEFT JOIN orders_in_last_30_days AS o_2
  ON o_2.customer_id = c.customer_id
WHERE
  CASE WHEN v.customer_id IS NOT NULL THEN 1 ELSE 0 END + CASE WHEN o.customer_id IS NOT NULL THEN 1 ELSE 0 END + CASE WHEN o_2.customer_id IS NOT NULL THEN 1 ELSE 0 END >= 2;

-- average_basket
WITH baskets_of_lines AS (
  SELECT
    l.customer_id,
    l.order_id,
    MIN(l.sold_at) AS "TIME",
    COALESCE(SUM(l.quantity * l.price), 0) AS total
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    l.customer_id,
    l.order_id
), baskets_so_far AS (
  SELECT
    b.customer_id,
    CAST(SUM(b.total) AS DOUBLE) / CAST(NULLIF(COUNT(b.total), 0) AS DOUBLE) AS average_total
  FROM baskets_of_lines AS b
  WHERE
    b."TIME" IS NULL OR b."TIME" < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    b.customer_id
)
SELECT
  c.customer_id,
  b.average_total AS average_basket
FROM customers AS c
LEFT JOIN baskets_so_far AS b
  ON b.customer_id = c.customer_id;

-- best_of_each_country
WITH country_known AS (
  SELECT
    c.customer_id
  FROM customers AS c
  WHERE
    c.country IS NOT NULL
), orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id,
    COALESCE(o.sum_amount, 0) AS "VALUE",
    c.country AS country
  FROM customers AS c
  LEFT JOIN country_known AS c_2
    ON c_2.customer_id = c.customer_id
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
  WHERE
    c_2.customer_id IS NOT NULL
), top_by_sum_amount AS (
  SELECT
    v.customer_id
  FROM (
    SELECT
      v.customer_id,
      ROW_NUMBER() OVER (PARTITION BY v.country ORDER BY v."VALUE" DESC, v.customer_id) AS place
    FROM values_of_sum_amount AS v
  ) AS v
  WHERE
    v.place <= 5
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN top_by_sum_amount AS t
  ON t.customer_id = c.customer_id
WHERE
  t.customer_id IS NOT NULL;

-- best_tenth
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id,
    COALESCE(o.sum_amount, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
), top_by_sum_amount AS (
  SELECT
    v.customer_id
  FROM (
    SELECT
      v.customer_id,
      ROW_NUMBER() OVER (ORDER BY v."VALUE" DESC, v.customer_id) AS place,
      COUNT(*) OVER () AS known
    FROM values_of_sum_amount AS v
  ) AS v
  WHERE
    (
      v.place - 1
    ) * 10 < v.known * 1
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN top_by_sum_amount AS t
  ON t.customer_id = c.customer_id
WHERE
  t.customer_id IS NOT NULL;

-- big_baskets
WITH baskets_of_lines AS (
  SELECT
    l.customer_id,
    l.order_id,
    MIN(l.sold_at) AS "TIME",
    COALESCE(COUNT(*), 0) AS items,
    COALESCE(SUM(l.quantity * l.price), 0) AS total
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    l.customer_id,
    l.order_id
), baskets_in_last_365_days_where_total_and_items AS (
  SELECT DISTINCT
    b.customer_id
  FROM baskets_of_lines AS b
  WHERE
    b."TIME" >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND b."TIME" < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    AND (
      b.items >= 5 OR b.total >= 1500
    )
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN baskets_in_last_365_days_where_total_and_items AS b
  ON b.customer_id = c.customer_id
WHERE
  b.customer_id IS NOT NULL;

-- birthday_soon
SELECT
  c.customer_id
FROM customers AS c
WHERE
  (
    (
      DATEADD(YEAR, 2024 - DATE_PART(YEAR, c.birth_date), c.birth_date) >= CAST('2024-07-01' AS DATE)
      AND DATEADD(YEAR, 2024 - DATE_PART(YEAR, c.birth_date), c.birth_date) < CAST('2024-07-08' AS DATE)
    )
    OR (
      DATEADD(YEAR, 2024 + 1 - DATE_PART(YEAR, c.birth_date), c.birth_date) >= CAST('2024-07-01' AS DATE)
      AND DATEADD(YEAR, 2024 + 1 - DATE_PART(YEAR, c.birth_date), c.birth_date) < CAST('2024-07-08' AS DATE)
    )
  )
  AND c.email_opt_in;

-- buyers
WITH orders_so_far AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_so_far AS o
  ON o.customer_id = c.customer_id
WHERE
  o.customer_id IS NOT NULL;

-- came_back
WITH orders_so_far AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), orders_so_far_2 AS (
  SELECT
    o.customer_id,
    MIN(o.ordered_at) AS min_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), orders_in_last_90_days AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), orders_in_last_270_days AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-10-05 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), lifecycle AS (
  SELECT
    c.customer_id,
    CASE
      WHEN o.customer_id IS NULL
      THEN 'prospect'
      WHEN o_2.min_time >= CAST('2024-05-02 00:00:00' AS TIMESTAMP_NTZ)
      AND o_2.min_time < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
      THEN 'new'
      WHEN o_3.customer_id IS NOT NULL
      THEN 'active'
      WHEN o_4.customer_id IS NOT NULL
      THEN 'lapsing'
      ELSE 'lost'
    END AS lifecycle
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  LEFT JOIN orders_so_far_2 AS o_2
    ON o_2.customer_id = c.customer_id
  LEFT JOIN orders_in_last_90_days AS o_3
    ON o_3.customer_id = c.customer_id
  LEFT JOIN orders_in_last_270_days AS o_4
    ON o_4.customer_id = c.customer_id
), orders_180_days_ago AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-01-03 00:00:00' AS TIMESTAMP_NTZ)
), orders_180_days_ago_2 AS (
  SELECT
    o.customer_id,
    MIN(o.ordered_at) AS min_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-01-03 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), orders_in_last_90_days_180_days_ago AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-10-05 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-01-03 00:00:00' AS TIMESTAMP_NTZ)
), orders_in_last_270_days_180_days_ago AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-04-08 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-01-03 00:00:00' AS TIMESTAMP_NTZ)
), lifecycle_180_days_ago AS (
  SELECT
    c.customer_id,
    CASE
      WHEN o.customer_id IS NULL
      THEN 'prospect'
      WHEN o_2.min_time >= CAST('2023-11-04 00:00:00' AS TIMESTAMP_NTZ)
      AND o_2.min_time < CAST('2024-01-03 00:00:00' AS TIMESTAMP_NTZ)
      THEN 'new'
      WHEN o_3.customer_id IS NOT NULL
      THEN 'active'
      WHEN o_4.customer_id IS NOT NULL
      THEN 'lapsing'
      ELSE 'lost'
    END AS lifecycle
  FROM customers AS c
  LEFT JOIN orders_180_days_ago AS o
    ON o.customer_id = c.customer_id
  LEFT JOIN orders_180_days_ago_2 AS o_2
    ON o_2.customer_id = c.customer_id
  LEFT JOIN orders_in_last_90_days_180_days_ago AS o_3
    ON o_3.customer_id = c.customer_id
  LEFT JOIN orders_in_last_270_days_180_days_ago AS o_4
    ON o_4.customer_id = c.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN lifecycle AS l
  ON l.customer_id = c.customer_id
LEFT JOIN lifecycle_180_days_ago AS l_2
  ON l_2.customer_id = c.customer_id
WHERE
  l.lifecycle = 'active' AND l_2.lifecycle IN ('lapsing', 'lost');

-- camping_fans
WITH most_frequent_product_category_of_lines_so_far AS (
  SELECT
    l.customer_id,
    p.category AS most_frequent_product_category,
    ROW_NUMBER() OVER (
      PARTITION BY l.customer_id
      ORDER BY COUNT(*) DESC, CASE WHEN MAX(l.sold_at) IS NULL THEN 1 ELSE 0 END, MAX(l.sold_at) DESC, p.category
    ) AS place
  FROM order_lines AS l
  LEFT JOIN products AS p
    ON p.product_id = l.product_id
  WHERE
    (
      l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    )
    AND p.category IS NOT NULL
  GROUP BY
    l.customer_id,
    p.category
), lines_so_far AS (
  SELECT DISTINCT
    l.customer_id
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN most_frequent_product_category_of_lines_so_far AS m
  ON m.customer_id = c.customer_id AND m.place = 1
WHERE
  m.most_frequent_product_category IN ('tents', 'cooking');

-- christmas_only
WITH orders_so_far AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), orders_where_time AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    (
      o.ordered_at IS NULL
      OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    )
    AND DATE_PART(MONTH, o.ordered_at) IS DISTINCT FROM 12
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_so_far AS o
  ON o.customer_id = c.customer_id
LEFT JOIN orders_where_time AS o_2
  ON o_2.customer_id = c.customer_id
WHERE
  o.customer_id IS NOT NULL AND o_2.customer_id IS NULL;

-- country_known
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.country IS NOT NULL;

-- coupon_hunters
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    COUNT(CASE WHEN o.coupon IS NOT NULL THEN 1 END) AS matching_orders,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), coupon_share AS (
  SELECT
    c.customer_id,
    CAST(o.matching_orders AS DOUBLE) / NULLIF(CAST(o.count_orders AS DOUBLE), 0) AS coupon_share
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN coupon_share AS c_2
  ON c_2.customer_id = c.customer_id
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id
WHERE
  c_2.coupon_share >= 0.50 AND o.count_orders >= 2;

-- coupon_share
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    COUNT(CASE WHEN o.coupon IS NOT NULL THEN 1 END) AS matching_orders,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  CAST(o.matching_orders AS DOUBLE) / NULLIF(CAST(o.count_orders AS DOUBLE), 0) AS coupon_share
FROM customers AS c
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id;

-- days_since_order
WITH orders_so_far AS (
  SELECT
    o.customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) AS days_since_order
FROM customers AS c
LEFT JOIN orders_so_far AS o
  ON o.customer_id = c.customer_id;

-- detractors
WITH surveys_so_far AS (
  SELECT
    e.customer_id,
    MAX(CASE WHEN e.place = 1 THEN e."VALUE" END) AS last_recommend
  FROM (
    SELECT
      s.customer_id AS customer_id,
      ROW_NUMBER() OVER (PARTITION BY s.customer_id ORDER BY s.answered_on DESC, s.answer_id DESC) AS place,
      s.recommend AS "VALUE"
    FROM survey_answers AS s
    WHERE
      s.answered_on < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  ) AS e
  GROUP BY
    e.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN surveys_so_far AS s
  ON s.customer_id = c.customer_id
WHERE
  s.last_recommend <= 6;

-- everywhere_shoppers
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    COUNT(DISTINCT o.channel) AS count_distinct_channel
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id
WHERE
  o.count_distinct_channel = 3;

-- families
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.household_size >= 3
  AND TRUNC(
    CASE
      WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
      THEN (
        2024 - DATE_PART(YEAR, c.birth_date)
      ) * 12 + (
        6 - DATE_PART(MONTH, c.birth_date)
      )
      WHEN CAST('2024-06-30' AS DATE) < c.birth_date
      THEN -(
        (
          DATE_PART(YEAR, c.birth_date) - 2024
        ) * 12 + (
          DATE_PART(MONTH, c.birth_date) - 6
        ) - CASE
          WHEN DATE_PART(DAY, c.birth_date) < 30 AND NOT LAST_DAY(c.birth_date) = c.birth_date
          THEN 1
          ELSE 0
        END
      )
    END / 12
  ) BETWEEN 28 AND 50;

-- far_north
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.country = 'SE'
  AND NULLIF(CAST(GET_PATH(c.address, 'city') AS VARCHAR), '') IN ('Umeå', 'Östersund', 'Kiruna');

-- favourite_category
WITH most_frequent_product_category_of_lines_so_far AS (
  SELECT
    l.customer_id,
    p.category AS most_frequent_product_category,
    ROW_NUMBER() OVER (
      PARTITION BY l.customer_id
      ORDER BY COUNT(*) DESC, CASE WHEN MAX(l.sold_at) IS NULL THEN 1 ELSE 0 END, MAX(l.sold_at) DESC, p.category
    ) AS place
  FROM order_lines AS l
  LEFT JOIN products AS p
    ON p.product_id = l.product_id
  WHERE
    (
      l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    )
    AND p.category IS NOT NULL
  GROUP BY
    l.customer_id,
    p.category
), lines_so_far AS (
  SELECT DISTINCT
    l.customer_id
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT
  c.customer_id,
  m.most_frequent_product_category AS favourite_category
FROM customers AS c
LEFT JOIN most_frequent_product_category_of_lines_so_far AS m
  ON m.customer_id = c.customer_id AND m.place = 1;

-- frequency_score
WITH orders_so_far AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), buyers AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), values_of_count_orders AS (
  SELECT
    c.customer_id,
    COALESCE(o.count_orders, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN buyers AS b
    ON b.customer_id = c.customer_id
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    b.customer_id IS NOT NULL
), quintile_of_count_orders AS (
  SELECT
    v.customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + CAST((
        (
          v.below * 5 - 1
        ) - MOD((
          v.below * 5 - 1
        ), NULLIF((
          v.known - 1
        ), 0))
      ) / NULLIF((
        v.known - 1
      ), 0) AS BIGINT)
    END AS quintile
  FROM (
    SELECT
      v.customer_id,
      RANK() OVER (ORDER BY v."VALUE") - 1 AS below,
      COUNT(*) OVER () AS known
    FROM values_of_count_orders AS v
  ) AS v
)
SELECT
  c.customer_id,
  q.quintile AS frequency_score
FROM customers AS c
LEFT JOIN quintile_of_count_orders AS q
  ON q.customer_id = c.customer_id;

-- frequent_buyers
WITH orders_in_last_90_days AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_90_days AS o
  ON o.customer_id = c.customer_id
WHERE
  o.count_orders > 3;

-- good_margin
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    SUM(p.price - p.cost) AS sum_product_cost_product_price
  FROM orders AS o
  LEFT JOIN products AS p
    ON p.product_id = o.product_id
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_sum_product_cost_product_price AS (
  SELECT
    c.customer_id,
    CAST(COALESCE(o.sum_product_cost_product_price, 0) AS DOUBLE) AS "VALUE"
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
), overall_median_of_sum_product_cost_product_price AS (
  SELECT
    v.customer_id,
    MAX(
      CASE
        WHEN (
          v.place - 1
        ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
        THEN v."VALUE"
      END
    ) OVER () + (
      MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 >= v.known - 1 AND (
            v.place - 2
          ) * 2 < v.known - 1
          THEN v."VALUE"
        END
      ) OVER () - MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
          THEN v."VALUE"
        END
      ) OVER ()
    ) * (
      CAST((
        v.known - 1
      ) % 2 AS DOUBLE) / CAST(2 AS DOUBLE)
    ) AS overall
  FROM (
    SELECT
      v.customer_id,
      v."VALUE",
      ROW_NUMBER() OVER (ORDER BY CASE WHEN v."VALUE" IS NULL THEN 1 ELSE 0 END, v."VALUE") AS place,
      COUNT(v."VALUE") OVER () AS known
    FROM values_of_sum_product_cost_product_price AS v
  ) AS v
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id
LEFT JOIN overall_median_of_sum_product_cost_product_price AS o_2
  ON o_2.customer_id = c.customer_id
WHERE
  COALESCE(o.sum_product_cost_product_price, 0) > o_2.overall;

-- green_minded
WITH surveys_in_last_365_days_where_motive AS (
  SELECT DISTINCT
    s.customer_id
  FROM survey_answers AS s
  WHERE
    s.answered_on >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND s.answered_on < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    AND s.motive = 'sustainability'
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN surveys_in_last_365_days_where_motive AS s
  ON s.customer_id = c.customer_id
WHERE
  s.customer_id IS NOT NULL;

-- latest_with_coupon
WITH latest_orders AS (
  SELECT
    o.customer_id,
    o.coupon,
    o.amount,
    o.ordered_at AS "TIME",
    o.order_id,
    ROW_NUMBER() OVER (PARTITION BY o.customer_id ORDER BY o.ordered_at DESC, o.order_id DESC) AS place
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), latest_orders_2 AS (
  SELECT DISTINCT
    o.customer_id
  FROM latest_orders AS o
  WHERE
    o.place <= 1 AND o.coupon IS NOT NULL AND o.amount > 200
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN latest_orders_2 AS l
  ON l.customer_id = c.customer_id
WHERE
  l.customer_id IS NOT NULL;

-- leap_day_children
SELECT
  c.customer_id
FROM customers AS c
WHERE
  DATE_PART(MONTH, c.birth_date) = 2 AND DATE_PART(DAY, c.birth_date) = 29;

-- lifecycle
WITH orders_so_far AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), orders_so_far_2 AS (
  SELECT
    o.customer_id,
    MIN(o.ordered_at) AS min_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), orders_in_last_90_days AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), orders_in_last_270_days AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-10-05 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT
  c.customer_id,
  CASE
    WHEN o.customer_id IS NULL
    THEN 'prospect'
    WHEN o_2.min_time >= CAST('2024-05-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o_2.min_time < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    THEN 'new'
    WHEN o_3.customer_id IS NOT NULL
    THEN 'active'
    WHEN o_4.customer_id IS NOT NULL
    THEN 'lapsing'
    ELSE 'lost'
  END AS lifecycle
FROM customers AS c
LEFT JOIN orders_so_far AS o
  ON o.customer_id = c.customer_id
LEFT JOIN orders_so_far_2 AS o_2
  ON o_2.customer_id = c.customer_id
LEFT JOIN orders_in_last_90_days AS o_3
  ON o_3.customer_id = c.customer_id
LEFT JOIN orders_in_last_270_days AS o_4
  ON o_4.customer_id = c.customer_id;

-- magazine_readers
WITH subscriptions_where_kind_and_active AS (
  SELECT DISTINCT
    s.customer_id
  FROM subscriptions AS s
  WHERE
    s.kind = 'magazine' AND s.active
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN subscriptions_where_kind_and_active AS s
  ON s.customer_id = c.customer_id
WHERE
  s.customer_id IS NOT NULL;

-- monetary_score
WITH orders_so_far AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), buyers AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), values_of_sum_amount AS (
  SELECT
    c.customer_id,
    COALESCE(o.sum_amount, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN buyers AS b
    ON b.customer_id = c.customer_id
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    b.customer_id IS NOT NULL
), quintile_of_sum_amount AS (
  SELECT
    v.customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + CAST((
        (
          v.below * 5 - 1
        ) - MOD((
          v.below * 5 - 1
        ), NULLIF((
          v.known - 1
        ), 0))
      ) / NULLIF((
        v.known - 1
      ), 0) AS BIGINT)
    END AS quintile
  FROM (
    SELECT
      v.customer_id,
      RANK() OVER (ORDER BY v."VALUE") - 1 AS below,
      COUNT(*) OVER () AS known
    FROM values_of_sum_amount AS v
  ) AS v
)
SELECT
  c.customer_id,
  q.quintile AS monetary_score
FROM customers AS c
LEFT JOIN quintile_of_sum_amount AS q
  ON q.customer_id = c.customer_id;

-- monthly_buyers
WITH periods AS (
  SELECT
    1 AS period,
    CAST('2024-05-01 00:00:00' AS TIMESTAMP_NTZ) AS low,
    CAST('2024-06-01 00:00:00' AS TIMESTAMP_NTZ) AS high
  UNION ALL
  SELECT
    2,
    CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-05-01 00:00:00' AS TIMESTAMP_NTZ)
  UNION ALL
  SELECT
    3,
    CAST('2024-03-01 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ)
  UNION ALL
  SELECT
    4,
    CAST('2024-02-01 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-03-01 00:00:00' AS TIMESTAMP_NTZ)
), orders_per_period AS (
  SELECT DISTINCT
    o.customer_id,
    p.period
  FROM orders AS o
  JOIN periods AS p
    ON o.ordered_at >= p.low AND o.ordered_at < p.high
), periods_counted AS (
  SELECT
    c.customer_id,
    COUNT(*) AS periods
  FROM customers AS c
  CROSS JOIN periods AS p
  LEFT JOIN orders_per_period AS o
    ON o.customer_id = c.customer_id AND o.period = p.period
  WHERE
    o.customer_id IS NOT NULL
  GROUP BY
    c.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN periods_counted AS p
  ON p.customer_id = c.customer_id
WHERE
  COALESCE(p.periods, 0) = 4;

-- mountain_people
SELECT
  c.customer_id
FROM customers AS c
WHERE
  ARRAY_CONTAINS(CAST('climbing' AS VARIANT), c.interests)
  OR ARRAY_CONTAINS(CAST('skiing' AS VARIANT), c.interests);

-- neighbours
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.country IN ('NO', 'DK', 'FI');

-- newsletter_fans
WITH opens_in_last_180_days AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_opens
  FROM email_events AS o
  WHERE
    o.kind = 'open'
    AND o."AT" >= CAST('2024-01-02 23:00:00' AS TIMESTAMP_NTZ)
    AND o."AT" < CAST('2024-06-30 22:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN opens_in_last_180_days AS o
  ON o.customer_id = c.customer_id
WHERE
  o.count_opens >= 5 AND c.email_opt_in;

-- not_at_home
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.country IS NOT NULL
  AND NOT COALESCE(
    (
      c.country = 'SE' AND c."LANGUAGE" = 'sv'
    )
    OR (
      c.country = 'NO' AND c."LANGUAGE" = 'no'
    )
    OR (
      c.country = 'DK' AND c."LANGUAGE" = 'da'
    )
    OR (
      c.country = 'FI' AND c."LANGUAGE" = 'fi'
    ),
    FALSE
  );

-- one_and_done
WITH orders_so_far AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), orders_so_far_2 AS (
  SELECT
    o.customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_so_far AS o
  ON o.customer_id = c.customer_id
LEFT JOIN orders_so_far_2 AS o_2
  ON o_2.customer_id = c.customer_id
WHERE
  o.count_orders = 1
  AND o_2.max_time < CAST('2024-01-03 00:00:00' AS TIMESTAMP_NTZ);

-- overdue
WITH orders_so_far AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), orders_so_far_2 AS (
  SELECT
    o.customer_id,
    MAX(o.ordered_at) AS max_time,
    CAST(DATEDIFF(DAY, MIN(CAST(o.ordered_at AS DATE)), MAX(CAST(o.ordered_at AS DATE))) AS DOUBLE) / CAST(NULLIF(COUNT(CAST(o.ordered_at AS DATE)) - 1, 0) AS DOUBLE) AS average_gap_orders
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_so_far AS o
  ON o.customer_id = c.customer_id
LEFT JOIN orders_so_far_2 AS o_2
  ON o_2.customer_id = c.customer_id
WHERE
  o.count_orders >= 4
  AND DATEDIFF(DAY, CAST(o_2.max_time AS DATE), CAST('2024-06-30' AS DATE)) > 2 * o_2.average_gap_orders;

-- purchases_90d
WITH orders_in_last_90_days AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  COALESCE(o.count_orders, 0) AS purchases_90d
FROM customers AS c
LEFT JOIN orders_in_last_90_days AS o
  ON o.customer_id = c.customer_id;

-- purists
SELECT
  c.customer_id
FROM customers AS c
WHERE
  ARRAY_SIZE(ARRAY_COMPACT(c.interests)) > 0
  AND ARRAY_SIZE(
    ARRAY_EXCEPT(ARRAY_DISTINCT(ARRAY_COMPACT(c.interests)), ARRAY_CONSTRUCT('outdoor'))
  ) = 0
  AND ARRAY_SIZE(ARRAY_COMPACT(c.interests)) = 1;

-- recency_score
WITH orders_so_far AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), buyers AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), orders_so_far_2 AS (
  SELECT
    o.customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_max_time AS (
  SELECT
    c.customer_id,
    DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) AS "VALUE"
  FROM customers AS c
  LEFT JOIN buyers AS b
    ON b.customer_id = c.customer_id
  LEFT JOIN orders_so_far_2 AS o
    ON o.customer_id = c.customer_id
  WHERE
    b.customer_id IS NOT NULL
    AND DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) IS NOT NULL
), quintile_of_max_time AS (
  SELECT
    v.customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + CAST((
        (
          v.below * 5 - 1
        ) - MOD((
          v.below * 5 - 1
        ), NULLIF((
          v.known - 1
        ), 0))
      ) / NULLIF((
        v.known - 1
      ), 0) AS BIGINT)
    END AS quintile
  FROM (
    SELECT
      v.customer_id,
      RANK() OVER (ORDER BY v."VALUE") - 1 AS below,
      COUNT(*) OVER () AS known
    FROM values_of_max_time AS v
  ) AS v
)
SELECT
  c.customer_id,
  6 - q.quintile AS recency_score
FROM customers AS c
LEFT JOIN quintile_of_max_time AS q
  ON q.customer_id = c.customer_id;

-- renewals
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.renewal_date >= CAST('2024-07-01' AS DATE)
  AND c.renewal_date < CAST('2024-07-31' AS DATE)
  AND c.sms_opt_in
  AND c.phone IS NOT NULL;

-- returners
WITH returns_in_last_365_days AS (
  SELECT
    r.customer_id,
    COUNT(*) AS count_returns
  FROM service_events AS r
  WHERE
    r.kind = 'return'
    AND r."AT" >= CAST('2023-07-01 22:00:00' AS TIMESTAMP_NTZ)
    AND r."AT" < CAST('2024-06-30 22:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    r.customer_id
), orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN returns_in_last_365_days AS r
  ON r.customer_id = c.customer_id
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id
WHERE
  r.count_returns >= 2
  AND CAST(COALESCE(r.count_returns, 0) AS DOUBLE) / NULLIF(CAST(COALESCE(o.count_orders, 0) AS DOUBLE), 0) >= CAST(1 AS DOUBLE) / CAST(3 AS DOUBLE);

-- rfm
WITH orders_so_far AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), buyers AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), orders_so_far_2 AS (
  SELECT
    o.customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_max_time AS (
  SELECT
    c.customer_id,
    DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) AS "VALUE"
  FROM customers AS c
  LEFT JOIN buyers AS b
    ON b.customer_id = c.customer_id
  LEFT JOIN orders_so_far_2 AS o
    ON o.customer_id = c.customer_id
  WHERE
    b.customer_id IS NOT NULL
    AND DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) IS NOT NULL
), quintile_of_max_time AS (
  SELECT
    v.customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + CAST((
        (
          v.below * 5 - 1
        ) - MOD((
          v.below * 5 - 1
        ), NULLIF((
          v.known - 1
        ), 0))
      ) / NULLIF((
        v.known - 1
      ), 0) AS BIGINT)
    END AS quintile
  FROM (
    SELECT
      v.customer_id,
      RANK() OVER (ORDER BY v."VALUE") - 1 AS below,
      COUNT(*) OVER () AS known
    FROM values_of_max_time AS v
  ) AS v
), recency_score AS (
  SELECT
    c.customer_id,
    6 - q.quintile AS recency_score
  FROM customers AS c
  LEFT JOIN quintile_of_max_time AS q
    ON q.customer_id = c.customer_id
), values_of_count_orders AS (
  SELECT
    c.customer_id,
    COALESCE(o.count_orders, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN buyers AS b
    ON b.customer_id = c.customer_id
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    b.customer_id IS NOT NULL
), quintile_of_count_orders AS (
  SELECT
    v.customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + CAST((
        (
          v.below * 5 - 1
        ) - MOD((
          v.below * 5 - 1
        ), NULLIF((
          v.known - 1
        ), 0))
      ) / NULLIF((
        v.known - 1
      ), 0) AS BIGINT)
    END AS quintile
  FROM (
    SELECT
      v.customer_id,
      RANK() OVER (ORDER BY v."VALUE") - 1 AS below,
      COUNT(*) OVER () AS known
    FROM values_of_count_orders AS v
  ) AS v
), frequency_score AS (
  SELECT
    c.customer_id,
    q.quintile AS frequency_score
  FROM customers AS c
  LEFT JOIN quintile_of_count_orders AS q
    ON q.customer_id = c.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id,
    COALESCE(o.sum_amount, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN buyers AS b
    ON b.customer_id = c.customer_id
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    b.customer_id IS NOT NULL
), quintile_of_sum_amount AS (
  SELECT
    v.customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + CAST((
        (
          v.below * 5 - 1
        ) - MOD((
          v.below * 5 - 1
        ), NULLIF((
          v.known - 1
        ), 0))
      ) / NULLIF((
        v.known - 1
      ), 0) AS BIGINT)
    END AS quintile
  FROM (
    SELECT
      v.customer_id,
      RANK() OVER (ORDER BY v."VALUE") - 1 AS below,
      COUNT(*) OVER () AS known
    FROM values_of_sum_amount AS v
  ) AS v
), monetary_score AS (
  SELECT
    c.customer_id,
    q.quintile AS monetary_score
  FROM customers AS c
  LEFT JOIN quintile_of_sum_amount AS q
    ON q.customer_id = c.customer_id
)
SELECT
  c.customer_id,
  CASE
    WHEN r.recency_score >= 4 AND f.frequency_score >= 4 AND m.monetary_score >= 4
    THEN 'champions'
    WHEN r.recency_score >= 2 AND f.frequency_score >= 3 AND m.monetary_score >= 3
    THEN 'loyal'
    WHEN r.recency_score >= 3 AND f.frequency_score BETWEEN 1 AND 3
    THEN 'promising'
    WHEN r.recency_score <= 2 AND f.frequency_score >= 3
    THEN 'at_risk'
    WHEN r.recency_score IS NOT NULL
    THEN 'sleeping'
  END AS rfm
FROM customers AS c
LEFT JOIN recency_score AS r
  ON r.customer_id = c.customer_id
LEFT JOIN frequency_score AS f
  ON f.customer_id = c.customer_id
LEFT JOIN monetary_score AS m
  ON m.customer_id = c.customer_id;

-- spend_365d
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  COALESCE(o.sum_amount, 0) AS spend_365d
FROM customers AS c
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id;

-- spend_90d
WITH orders_in_last_90_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  COALESCE(o.sum_amount, 0) AS spend_90d
FROM customers AS c
LEFT JOIN orders_in_last_90_days AS o
  ON o.customer_id = c.customer_id;

-- spending_more
WITH orders_in_last_182_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-01-01 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), orders_from_364_to_182_days_ago AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-03 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-01-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_182_days AS o
  ON o.customer_id = c.customer_id
LEFT JOIN orders_from_364_to_182_days_ago AS o_2
  ON o_2.customer_id = c.customer_id
WHERE
  COALESCE(o.sum_amount, 0) > 1.5 * COALESCE(o_2.sum_amount, 0)
  AND o_2.customer_id IS NOT NULL;

-- spring_audience
WITH orders_from_365_to_60_days_ago AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-05-02 00:00:00' AS TIMESTAMP_NTZ)
), in_blocklist AS (
  SELECT DISTINCT
    l.customer_id
  FROM blocked AS l
), staff AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN in_blocklist AS i
    ON i.customer_id = c.customer_id
  WHERE
    i.customer_id IS NOT NULL
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_from_365_to_60_days_ago AS o
  ON o.customer_id = c.customer_id
LEFT JOIN staff AS s
  ON s.customer_id = c.customer_id
WHERE
  o.customer_id IS NOT NULL
  AND (
    ARRAY_CONTAINS(CAST('outdoor' AS VARIANT), c.interests)
    OR ARRAY_CONTAINS(CAST('family camping' AS VARIANT), c.interests)
    OR ARRAY_CONTAINS(CAST('travel' AS VARIANT), c.interests)
  )
  AND s.customer_id IS NULL
  AND c.email_opt_in;

-- spring_offer
WITH orders_in_window_earlier AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-02-01 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ)
), in_blocklist AS (
  SELECT DISTINCT
    l.customer_id
  FROM blocked AS l
), staff_as_of_2024_04_01 AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN in_blocklist AS i
    ON i.customer_id = c.customer_id
  WHERE
    i.customer_id IS NOT NULL
), spring_audience_as_of_2024_04_01 AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN orders_in_window_earlier AS o
    ON o.customer_id = c.customer_id
  LEFT JOIN staff_as_of_2024_04_01 AS s
    ON s.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
    AND (
      ARRAY_CONTAINS(CAST('outdoor' AS VARIANT), c.interests)
      OR ARRAY_CONTAINS(CAST('family camping' AS VARIANT), c.interests)
      OR ARRAY_CONTAINS(CAST('travel' AS VARIANT), c.interests)
    )
    AND s.customer_id IS NULL
    AND c.email_opt_in
)
SELECT
  c.customer_id,
  CASE
    WHEN s.customer_id IS NOT NULL
    AND MOD(
      TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
      10000
    ) * 0.0001 < 0.45
    THEN 'treatment'
    WHEN s.customer_id IS NOT NULL
    AND MOD(
      TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
      10000
    ) * 0.0001 >= 0.45
    AND MOD(
      TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
      10000
    ) * 0.0001 < 0.90
    THEN 'control'
    WHEN s.customer_id IS NOT NULL
    AND MOD(
      TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
      10000
    ) * 0.0001 >= 0.90
    AND MOD(
      TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
      10000
    ) * 0.0001 < 1.00
    THEN 'holdout'
  END AS spring_offer
FROM customers AS c
LEFT JOIN spring_audience_as_of_2024_04_01 AS s
  ON s.customer_id = c.customer_id;

-- spring_treated
WITH orders_in_window_earlier AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-02-01 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ)
), in_blocklist AS (
  SELECT DISTINCT
    l.customer_id
  FROM blocked AS l
), staff_as_of_2024_04_01 AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN in_blocklist AS i
    ON i.customer_id = c.customer_id
  WHERE
    i.customer_id IS NOT NULL
), spring_audience_as_of_2024_04_01 AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN orders_in_window_earlier AS o
    ON o.customer_id = c.customer_id
  LEFT JOIN staff_as_of_2024_04_01 AS s
    ON s.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
    AND (
      ARRAY_CONTAINS(CAST('outdoor' AS VARIANT), c.interests)
      OR ARRAY_CONTAINS(CAST('family camping' AS VARIANT), c.interests)
      OR ARRAY_CONTAINS(CAST('travel' AS VARIANT), c.interests)
    )
    AND s.customer_id IS NULL
    AND c.email_opt_in
), spring_offer AS (
  SELECT
    c.customer_id,
    CASE
      WHEN s.customer_id IS NOT NULL
      AND MOD(
        TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
        10000
      ) * 0.0001 < 0.45
      THEN 'treatment'
      WHEN s.customer_id IS NOT NULL
      AND MOD(
        TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
        10000
      ) * 0.0001 >= 0.45
      AND MOD(
        TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
        10000
      ) * 0.0001 < 0.90
      THEN 'control'
      WHEN s.customer_id IS NOT NULL
      AND MOD(
        TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
        10000
      ) * 0.0001 >= 0.90
      AND MOD(
        TO_NUMBER(SUBSTR(MD5('spring_offer:' || CAST(c.customer_id AS VARCHAR)), 1, 7), 'XXXXXXX'),
        10000
      ) * 0.0001 < 1.00
      THEN 'holdout'
    END AS spring_offer
  FROM customers AS c
  LEFT JOIN spring_audience_as_of_2024_04_01 AS s
    ON s.customer_id = c.customer_id
), orders_since_2024_04_01 AS (
  SELECT DISTINCT
    o.customer_id
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-01 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN spring_offer AS s
  ON s.customer_id = c.customer_id
LEFT JOIN orders_since_2024_04_01 AS o
  ON o.customer_id = c.customer_id
WHERE
  s.spring_offer = 'treatment' AND o.customer_id IS NULL;

-- staff
WITH in_blocklist AS (
  SELECT DISTINCT
    l.customer_id
  FROM blocked AS l
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN in_blocklist AS i
  ON i.customer_id = c.customer_id
WHERE
  i.customer_id IS NOT NULL;

-- still_loyal
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id,
    COALESCE(o.sum_amount, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
), top_by_sum_amount AS (
  SELECT
    v.customer_id
  FROM (
    SELECT
      v.customer_id,
      ROW_NUMBER() OVER (ORDER BY v."VALUE" DESC, v.customer_id) AS place,
      COUNT(*) OVER () AS known
    FROM values_of_sum_amount AS v
  ) AS v
  WHERE
    (
      v.place - 1
    ) * 10 < v.known * 1
), best_tenth AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN top_by_sum_amount AS t
    ON t.customer_id = c.customer_id
  WHERE
    t.customer_id IS NOT NULL
), orders_in_last_365_days_365_days_ago AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2022-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
), values_of_sum_amount_2 AS (
  SELECT
    c.customer_id,
    COALESCE(o.sum_amount, 0) AS "VALUE"
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days_365_days_ago AS o
    ON o.customer_id = c.customer_id
), top_by_sum_amount_2 AS (
  SELECT
    v.customer_id
  FROM (
    SELECT
      v.customer_id,
      ROW_NUMBER() OVER (ORDER BY v."VALUE" DESC, v.customer_id) AS place,
      COUNT(*) OVER () AS known
    FROM values_of_sum_amount_2 AS v
  ) AS v
  WHERE
    (
      v.place - 1
    ) * 10 < v.known * 1
), best_tenth_365_days_ago AS (
  SELECT
    c.customer_id
  FROM customers AS c
  LEFT JOIN top_by_sum_amount_2 AS t
    ON t.customer_id = c.customer_id
  WHERE
    t.customer_id IS NOT NULL
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN best_tenth AS b
  ON b.customer_id = c.customer_id
LEFT JOIN best_tenth_365_days_ago AS b_2
  ON b_2.customer_id = c.customer_id
WHERE
  b.customer_id IS NOT NULL AND b_2.customer_id IS NOT NULL;

-- stockholm_area
SELECT
  c.customer_id
FROM customers AS c
WHERE
  CASE
    WHEN CAST(c.lat AS DOUBLE) IS NULL OR CAST(c.lon AS DOUBLE) IS NULL
    THEN NULL
    ELSE 2 * 6371008.8 * ASIN(
      LEAST(
        1,
        SQRT(
          POWER(SIN(RADIANS(CAST(59.3293 AS DOUBLE) - CAST(c.lat AS DOUBLE)) / 2), 2) + COS(RADIANS(CAST(c.lat AS DOUBLE))) * COS(RADIANS(CAST(59.3293 AS DOUBLE))) * POWER(SIN(RADIANS(CAST(18.0686 AS DOUBLE) - CAST(c.lon AS DOUBLE)) / 2), 2)
        )
      )
    )
  END <= 25000;

-- tent_buyers
WITH lines_in_last_2_years_where_product_category AS (
  SELECT DISTINCT
    l.customer_id
  FROM order_lines AS l
  LEFT JOIN products AS p
    ON p.product_id = l.product_id
  WHERE
    l.sold_at >= CAST('2022-07-01 00:00:00' AS TIMESTAMP_NTZ)
    AND l.sold_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    AND p.category = 'tents'
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN lines_in_last_2_years_where_product_category AS l
  ON l.customer_id = c.customer_id
WHERE
  l.customer_id IS NOT NULL;

-- view_cart_order
WITH step_1_views AS (
  SELECT
    v.customer_id,
    v."AT" AS happened_at,
    v.sku
  FROM web_events AS v
  WHERE
    v.kind = 'view'
    AND v."AT" >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND v."AT" < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), step_2_carts AS (
  SELECT
    c.customer_id,
    c."AT" AS happened_at,
    c.sku
  FROM web_events AS c
  WHERE
    c.kind = 'cart'
    AND c."AT" < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
    AND c.sku IS NOT NULL
), until_carts AS (
  SELECT
    s.customer_id,
    s.happened_at,
    s.previous_at
  FROM (
    SELECT
      u.customer_id,
      u.happened_at,
      u.sku,
      u.kind,
      MAX(CASE WHEN u.kind = 1 THEN u.happened_at END) OVER (
        PARTITION BY u.customer_id, u.sku
        ORDER BY u.happened_at, u.kind
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS previous_at
    FROM (
      SELECT
        a.customer_id,
        a.happened_at,
        a.sku,
        0 AS kind
      FROM step_2_carts AS a
      UNION ALL
      SELECT
        b.customer_id,
        b.happened_at,
        b.sku,
        1
      FROM step_1_views AS b
    ) AS u
  ) AS s
  WHERE
    s.kind = 0 AND s.happened_at <= DATEADD(DAY, 2, s.previous_at)
), step_3_orders AS (
  SELECT
    o.customer_id,
    o.ordered_at AS happened_at
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
), until_orders AS (
  SELECT
    s.customer_id,
    s.happened_at,
    s.previous_at
  FROM (
    SELECT
      u.customer_id,
      u.happened_at,
      u.kind,
      MAX(CASE WHEN u.kind = 1 THEN u.happened_at END) OVER (
        PARTITION BY u.customer_id
        ORDER BY u.happened_at, u.kind
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS previous_at
    FROM (
      SELECT
        a.customer_id,
        a.happened_at,
        0 AS kind
      FROM step_3_orders AS a
      UNION ALL
      SELECT
        b.customer_id,
        b.happened_at,
        1
      FROM until_carts AS b
    ) AS u
  ) AS s
  WHERE
    s.kind = 0 AND s.happened_at <= DATEADD(DAY, 1, s.previous_at)
), views_then_carts_then_orders AS (
  SELECT DISTINCT
    r.customer_id
  FROM until_orders AS r
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN views_then_carts_then_orders AS v
  ON v.customer_id = c.customer_id
WHERE
  v.customer_id IS NOT NULL;

-- vip
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id
WHERE
  o.sum_amount >= 5000;

-- weekly_visitors
WITH periods AS (
  SELECT
    1 AS period,
    CAST('2024-06-24 00:00:00' AS TIMESTAMP_NTZ) AS low,
    CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ) AS high
  UNION ALL
  SELECT
    2,
    CAST('2024-06-17 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-06-24 00:00:00' AS TIMESTAMP_NTZ)
  UNION ALL
  SELECT
    3,
    CAST('2024-06-10 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-06-17 00:00:00' AS TIMESTAMP_NTZ)
  UNION ALL
  SELECT
    4,
    CAST('2024-06-03 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-06-10 00:00:00' AS TIMESTAMP_NTZ)
  UNION ALL
  SELECT
    5,
    CAST('2024-05-27 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-06-03 00:00:00' AS TIMESTAMP_NTZ)
  UNION ALL
  SELECT
    6,
    CAST('2024-05-20 00:00:00' AS TIMESTAMP_NTZ),
    CAST('2024-05-27 00:00:00' AS TIMESTAMP_NTZ)
), views_per_period AS (
  SELECT DISTINCT
    v.customer_id,
    p.period
  FROM web_events AS v
  JOIN periods AS p
    ON v."AT" >= p.low AND v."AT" < p.high
  WHERE
    v.kind = 'view'
), periods_counted AS (
  SELECT
    c.customer_id,
    COUNT(*) AS periods
  FROM customers AS c
  CROSS JOIN periods AS p
  LEFT JOIN views_per_period AS v
    ON v.customer_id = c.customer_id AND v.period = p.period
  WHERE
    v.customer_id IS NOT NULL
  GROUP BY
    c.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN periods_counted AS p
  ON p.customer_id = c.customer_id
WHERE
  COALESCE(p.periods, 0) >= 4;

-- well_off_seniors
WITH values_of_income AS (
  SELECT
    c.customer_id,
    CAST(c.income AS DOUBLE) AS "VALUE"
  FROM customers AS c
), overall_median_of_income AS (
  SELECT
    v.customer_id,
    MAX(
      CASE
        WHEN (
          v.place - 1
        ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
        THEN v."VALUE"
      END
    ) OVER () + (
      MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 >= v.known - 1 AND (
            v.place - 2
          ) * 2 < v.known - 1
          THEN v."VALUE"
        END
      ) OVER () - MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
          THEN v."VALUE"
        END
      ) OVER ()
    ) * (
      CAST((
        v.known - 1
      ) % 2 AS DOUBLE) / CAST(2 AS DOUBLE)
    ) AS overall
  FROM (
    SELECT
      v.customer_id,
      v."VALUE",
      ROW_NUMBER() OVER (ORDER BY CASE WHEN v."VALUE" IS NULL THEN 1 ELSE 0 END, v."VALUE") AS place,
      COUNT(v."VALUE") OVER () AS known
    FROM values_of_income AS v
  ) AS v
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN overall_median_of_income AS o
  ON o.customer_id = c.customer_id
WHERE
  TRUNC(
    CASE
      WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
      THEN (
        2024 - DATE_PART(YEAR, c.birth_date)
      ) * 12 + (
        6 - DATE_PART(MONTH, c.birth_date)
      )
      WHEN CAST('2024-06-30' AS DATE) < c.birth_date
      THEN -(
        (
          DATE_PART(YEAR, c.birth_date) - 2024
        ) * 12 + (
          DATE_PART(MONTH, c.birth_date) - 6
        ) - CASE
          WHEN DATE_PART(DAY, c.birth_date) < 30 AND NOT LAST_DAY(c.birth_date) = c.birth_date
          THEN 1
          ELSE 0
        END
      )
    END / 12
  ) >= 60
  AND c.income > o.overall;

-- young_outdoor
WITH orders_in_last_90_days AS (
  SELECT
    o.customer_id,
    COUNT(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS TIMESTAMP_NTZ)
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS TIMESTAMP_NTZ)
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_90_days AS o
  ON o.customer_id = c.customer_id
WHERE
  TRUNC(
    CASE
      WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
      THEN (
        2024 - DATE_PART(YEAR, c.birth_date)
      ) * 12 + (
        6 - DATE_PART(MONTH, c.birth_date)
      )
      WHEN CAST('2024-06-30' AS DATE) < c.birth_date
      THEN -(
        (
          DATE_PART(YEAR, c.birth_date) - 2024
        ) * 12 + (
          DATE_PART(MONTH, c.birth_date) - 6
        ) - CASE
          WHEN DATE_PART(DAY, c.birth_date) < 30 AND NOT LAST_DAY(c.birth_date) = c.birth_date
          THEN 1
          ELSE 0
        END
      )
    END / 12
  ) BETWEEN 18 AND 25
  AND o.count_orders > 3
  AND ARRAY_CONTAINS(CAST('outdoor' AS VARIANT), c.interests);
