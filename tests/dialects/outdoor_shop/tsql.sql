-- abandoned_cart
WITH step_1_carts AS (
  SELECT
    c.customer_id AS customer_id,
    c.[at] AS happened_at,
    p.category COLLATE Latin1_General_100_BIN2 AS product_category
  FROM web_events AS c
  LEFT JOIN products AS p
    ON p.product_id = c.sku
  WHERE
    (
      c.kind COLLATE Latin1_General_100_BIN2 + '.'
    ) = 'cart.'
    AND c.[at] >= CAST('2024-06-17 00:00:00' AS DATETIME2(6))
    AND c.[at] < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
), step_2_orders AS (
  SELECT
    o.customer_id AS customer_id,
    o.ordered_at AS happened_at,
    p.category COLLATE Latin1_General_100_BIN2 AS product_category
  FROM orders AS o
  LEFT JOIN products AS p
    ON p.product_id = o.product_id
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    AND p.category COLLATE Latin1_General_100_BIN2 IS NOT NULL
), without_orders AS (
  SELECT
    s.customer_id AS customer_id,
    s.happened_at AS happened_at,
    s.product_category AS product_category
  FROM (
    SELECT
      u.customer_id AS customer_id,
      u.happened_at AS happened_at,
      u.product_category AS product_category,
      u.kind AS kind,
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
    AND DATEADD(DAY, 3, s.happened_at) <= CAST('2024-07-01 00:00:00' AS DATETIME2(6))
), carts_then_no_orders AS (
  SELECT DISTINCT
    r.customer_id AS customer_id
  FROM without_orders AS r
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM carts_then_no_orders AS c_2
    WHERE
      c_2.customer_id = c.customer_id
  )
  AND c.email_opt_in = 1;

-- age
SELECT
  c.customer_id,
  CASE
    WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
    THEN (
      2024 - DATEPART(YEAR, c.birth_date)
    ) * 12 + (
      6 - DATEPART(MONTH, c.birth_date)
    )
    WHEN CAST('2024-06-30' AS DATE) < c.birth_date
    THEN -(
      (
        DATEPART(YEAR, c.birth_date) - 2024
      ) * 12 + (
        DATEPART(MONTH, c.birth_date) - 6
      ) - CASE
        WHEN DATEPART(DAY, c.birth_date) < 30 AND NOT EOMONTH(c.birth_date) = c.birth_date
        THEN 1
        ELSE 0
      END
    )
  END / 12 AS age
FROM customers AS c;

-- all_rounders
SELECT
  c.customer_id
FROM customers AS c
WHERE
  CASE
    WHEN c.interests IS NOT NULL
    THEN (
      SELECT
        COUNT_BIG(element.[value] COLLATE Latin1_General_100_BIN2)
      FROM OPENJSON(c.interests) AS element
    )
  END >= 3;

-- attentive
SELECT
  c.customer_id
FROM customers AS c
WHERE
  CASE
    WHEN EXISTS(
      SELECT
        1
      FROM web_events AS v
      WHERE
        v.customer_id = c.customer_id
        AND (
          v.kind COLLATE Latin1_General_100_BIN2 + '.'
        ) = 'view.'
        AND v.[at] >= CAST('2024-06-01 00:00:00' AS DATETIME2(6))
        AND v.[at] < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    )
    THEN 1
    ELSE 0
  END + CASE
    WHEN EXISTS(
      SELECT
        1
      FROM email_events AS o
      WHERE
        o.customer_id = c.customer_id
        AND (
          o.kind COLLATE Latin1_General_100_BIN2 + '.'
        ) = 'open.'
        AND o.[at] >= CAST('2024-05-31 22:00:00' AS DATETIME2(6))
        AND o.[at] < CAST('2024-06-30 22:00:00' AS DATETIME2(6))
    )
    THEN 1
    ELSE 0
  END + CASE
    WHEN EXISTS(
      SELECT
        1
      FROM orders AS o_2
      WHERE
        o_2.customer_id = c.customer_id
        AND o_2.ordered_at >= CAST('2024-06-01 00:00:00' AS DATETIME2(6))
        AND o_2.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    )
    THEN 1
    ELSE 0
  END >= 2;

-- average_basket
WITH baskets_of_lines AS (
  SELECT
    l.customer_id AS customer_id,
    l.order_id AS order_id,
    MIN(l.sold_at) AS [time],
    COALESCE(SUM(l.quantity * l.price), 0) AS total
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    l.customer_id,
    l.order_id
), baskets_so_far AS (
  SELECT
    b.customer_id AS customer_id,
    CAST(SUM(b.total) AS FLOAT) / CAST(NULLIF(COUNT_BIG(b.total), 0) AS FLOAT) AS average_total
  FROM baskets_of_lines AS b
  WHERE
    b.[time] IS NULL OR b.[time] < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    c.country COLLATE Latin1_General_100_BIN2 IS NOT NULL
), orders_in_last_365_days AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.sum_amount, 0) AS [value],
    c.country COLLATE Latin1_General_100_BIN2 AS country
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM country_known AS c_2
      WHERE
        c_2.customer_id = c.customer_id
    )
), top_by_sum_amount AS (
  SELECT
    v.customer_id AS customer_id
  FROM (
    SELECT
      v.customer_id AS customer_id,
      ROW_NUMBER() OVER (PARTITION BY v.country ORDER BY v.[value] DESC, v.customer_id) AS place
    FROM values_of_sum_amount AS v
  ) AS v
  WHERE
    v.place <= 5
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM top_by_sum_amount AS t
    WHERE
      t.customer_id = c.customer_id
  );

-- best_tenth
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.sum_amount, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
), top_by_sum_amount AS (
  SELECT
    v.customer_id AS customer_id
  FROM (
    SELECT
      v.customer_id AS customer_id,
      ROW_NUMBER() OVER (ORDER BY v.[value] DESC, v.customer_id) AS place,
      COUNT_BIG(*) OVER () AS known
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
WHERE
  EXISTS(
    SELECT
      1
    FROM top_by_sum_amount AS t
    WHERE
      t.customer_id = c.customer_id
  );

-- big_baskets
WITH baskets_of_lines AS (
  SELECT
    l.customer_id AS customer_id,
    l.order_id AS order_id,
    MIN(l.sold_at) AS [time],
    COALESCE(COUNT_BIG(*), 0) AS items,
    COALESCE(SUM(l.quantity * l.price), 0) AS total
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    l.customer_id,
    l.order_id
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM baskets_of_lines AS b
    WHERE
      b.customer_id = c.customer_id
      AND b.[time] >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
      AND b.[time] < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      AND (
        b.items >= 5 OR b.total >= 1500
      )
  );

-- birthday_soon
SELECT
  c.customer_id
FROM customers AS c
WHERE
  (
    (
      DATEADD(YEAR, 2024 - DATEPART(YEAR, c.birth_date), c.birth_date) >= CAST('2024-07-01' AS DATE)
      AND DATEADD(YEAR, 2024 - DATEPART(YEAR, c.birth_date), c.birth_date) < CAST('2024-07-08' AS DATE)
    )
    OR (
      DATEADD(YEAR, CAST(2024 AS BIGINT) + 1 - DATEPART(YEAR, c.birth_date), c.birth_date) >= CAST('2024-07-01' AS DATE)
      AND DATEADD(YEAR, CAST(2024 AS BIGINT) + 1 - DATEPART(YEAR, c.birth_date), c.birth_date) < CAST('2024-07-08' AS DATE)
    )
  )
  AND c.email_opt_in = 1;

-- buyers
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM orders AS o
    WHERE
      o.customer_id = c.customer_id
      AND (
        o.ordered_at IS NULL
        OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      )
  );

-- came_back
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    MIN(o.ordered_at) AS min_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), lifecycle AS (
  SELECT
    c.customer_id AS customer_id,
    CASE
      WHEN NOT EXISTS(
        SELECT
          1
        FROM orders AS o
        WHERE
          o.customer_id = c.customer_id
          AND (
            o.ordered_at IS NULL
            OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
          )
      )
      THEN 'prospect'
      WHEN o_2.min_time >= CAST('2024-05-02 00:00:00' AS DATETIME2(6))
      AND o_2.min_time < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      THEN 'new'
      WHEN EXISTS(
        SELECT
          1
        FROM orders AS o_3
        WHERE
          o_3.customer_id = c.customer_id
          AND o_3.ordered_at >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
          AND o_3.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      )
      THEN 'active'
      WHEN EXISTS(
        SELECT
          1
        FROM orders AS o_4
        WHERE
          o_4.customer_id = c.customer_id
          AND o_4.ordered_at >= CAST('2023-10-05 00:00:00' AS DATETIME2(6))
          AND o_4.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      )
      THEN 'lapsing'
      ELSE 'lost'
    END AS lifecycle
  FROM customers AS c
  LEFT JOIN orders_so_far AS o_2
    ON o_2.customer_id = c.customer_id
), orders_180_days_ago AS (
  SELECT
    o.customer_id AS customer_id,
    MIN(o.ordered_at) AS min_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-01-03 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), lifecycle_180_days_ago AS (
  SELECT
    c.customer_id AS customer_id,
    CASE
      WHEN NOT EXISTS(
        SELECT
          1
        FROM orders AS o
        WHERE
          o.customer_id = c.customer_id
          AND (
            o.ordered_at IS NULL
            OR o.ordered_at < CAST('2024-01-03 00:00:00' AS DATETIME2(6))
          )
      )
      THEN 'prospect'
      WHEN o_2.min_time >= CAST('2023-11-04 00:00:00' AS DATETIME2(6))
      AND o_2.min_time < CAST('2024-01-03 00:00:00' AS DATETIME2(6))
      THEN 'new'
      WHEN EXISTS(
        SELECT
          1
        FROM orders AS o_3
        WHERE
          o_3.customer_id = c.customer_id
          AND o_3.ordered_at >= CAST('2023-10-05 00:00:00' AS DATETIME2(6))
          AND o_3.ordered_at < CAST('2024-01-03 00:00:00' AS DATETIME2(6))
      )
      THEN 'active'
      WHEN EXISTS(
        SELECT
          1
        FROM orders AS o_4
        WHERE
          o_4.customer_id = c.customer_id
          AND o_4.ordered_at >= CAST('2023-04-08 00:00:00' AS DATETIME2(6))
          AND o_4.ordered_at < CAST('2024-01-03 00:00:00' AS DATETIME2(6))
      )
      THEN 'lapsing'
      ELSE 'lost'
    END AS lifecycle
  FROM customers AS c
  LEFT JOIN orders_180_days_ago AS o_2
    ON o_2.customer_id = c.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN lifecycle AS l
  ON l.customer_id = c.customer_id
LEFT JOIN lifecycle_180_days_ago AS l_2
  ON l_2.customer_id = c.customer_id
WHERE
  (
    l.lifecycle + '.'
  ) = 'active.'
  AND (
    l_2.lifecycle + '.'
  ) IN ('lapsing.', 'lost.');

-- camping_fans
WITH most_frequent_product_category_of_lines_so_far AS (
  SELECT
    l.customer_id AS customer_id,
    p.category COLLATE Latin1_General_100_BIN2 AS most_frequent_product_category,
    ROW_NUMBER() OVER (
      PARTITION BY l.customer_id
      ORDER BY COUNT_BIG(*) DESC, CASE WHEN MAX(l.sold_at) IS NULL THEN 1 ELSE 0 END, MAX(l.sold_at) DESC, MIN(p.category COLLATE Latin1_General_100_BIN2)
    ) AS place
  FROM order_lines AS l
  LEFT JOIN products AS p
    ON p.product_id = l.product_id
  WHERE
    (
      l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    )
    AND p.category COLLATE Latin1_General_100_BIN2 IS NOT NULL
  GROUP BY
    l.customer_id,
    p.category COLLATE Latin1_General_100_BIN2
), lines_so_far AS (
  SELECT DISTINCT
    l.customer_id AS customer_id
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN most_frequent_product_category_of_lines_so_far AS m
  ON m.customer_id = c.customer_id AND m.place = 1
WHERE
  (
    m.most_frequent_product_category + '.'
  ) IN ('tents.', 'cooking.');

-- christmas_only
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM orders AS o
    WHERE
      o.customer_id = c.customer_id
      AND (
        o.ordered_at IS NULL
        OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      )
  )
  AND NOT EXISTS(
    SELECT
      1
    FROM orders AS o_2
    WHERE
      o_2.customer_id = c.customer_id
      AND (
        o_2.ordered_at IS NULL
        OR o_2.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      )
      AND (
        DATEPART(MONTH, o_2.ordered_at) <> 12 OR DATEPART(MONTH, o_2.ordered_at) IS NULL
      )
  );

-- country_known
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.country COLLATE Latin1_General_100_BIN2 IS NOT NULL;

-- coupon_hunters
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(CASE WHEN o.coupon COLLATE Latin1_General_100_BIN2 IS NOT NULL THEN 1 END) AS matching_orders,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), coupon_share AS (
  SELECT
    c.customer_id AS customer_id,
    CAST(o.matching_orders AS FLOAT) / NULLIF(CAST(o.count_orders AS FLOAT), 0) AS coupon_share
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
    o.customer_id AS customer_id,
    COUNT_BIG(CASE WHEN o.coupon COLLATE Latin1_General_100_BIN2 IS NOT NULL THEN 1 END) AS matching_orders,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  CAST(o.matching_orders AS FLOAT) / NULLIF(CAST(o.count_orders AS FLOAT), 0) AS coupon_share
FROM customers AS c
LEFT JOIN orders_in_last_365_days AS o
  ON o.customer_id = c.customer_id;

-- days_since_order
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    e.customer_id AS customer_id,
    MAX(CASE WHEN e.place = 1 THEN e.[value] END) AS last_recommend
  FROM (
    SELECT
      s.customer_id AS customer_id,
      ROW_NUMBER() OVER (PARTITION BY s.customer_id ORDER BY s.answered_on DESC, s.answer_id DESC) AS place,
      s.recommend AS [value]
    FROM survey_answers AS s
    WHERE
      s.answered_on < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    o.customer_id AS customer_id,
    COUNT_BIG(DISTINCT o.channel COLLATE Latin1_General_100_BIN2) AS count_distinct_channel
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
  AND CASE
    WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
    THEN (
      2024 - DATEPART(YEAR, c.birth_date)
    ) * 12 + (
      6 - DATEPART(MONTH, c.birth_date)
    )
    WHEN CAST('2024-06-30' AS DATE) < c.birth_date
    THEN -(
      (
        DATEPART(YEAR, c.birth_date) - 2024
      ) * 12 + (
        DATEPART(MONTH, c.birth_date) - 6
      ) - CASE
        WHEN DATEPART(DAY, c.birth_date) < 30 AND NOT EOMONTH(c.birth_date) = c.birth_date
        THEN 1
        ELSE 0
      END
    )
  END / 12 BETWEEN 28 AND 50;

-- far_north
SELECT
  c.customer_id
FROM customers AS c
WHERE
  (
    c.country COLLATE Latin1_General_100_BIN2 + '.'
  ) = 'SE.'
  AND (
    CASE
      WHEN DATALENGTH(JSON_VALUE(c.address, '$."city"') COLLATE Latin1_General_100_BIN2) > 0
      THEN JSON_VALUE(c.address, '$."city"') COLLATE Latin1_General_100_BIN2
    END + '.'
  ) IN (N'Umeå.', N'Östersund.', 'Kiruna.');

-- favourite_category
WITH most_frequent_product_category_of_lines_so_far AS (
  SELECT
    l.customer_id AS customer_id,
    p.category COLLATE Latin1_General_100_BIN2 AS most_frequent_product_category,
    ROW_NUMBER() OVER (
      PARTITION BY l.customer_id
      ORDER BY COUNT_BIG(*) DESC, CASE WHEN MAX(l.sold_at) IS NULL THEN 1 ELSE 0 END, MAX(l.sold_at) DESC, MIN(p.category COLLATE Latin1_General_100_BIN2)
    ) AS place
  FROM order_lines AS l
  LEFT JOIN products AS p
    ON p.product_id = l.product_id
  WHERE
    (
      l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    )
    AND p.category COLLATE Latin1_General_100_BIN2 IS NOT NULL
  GROUP BY
    l.customer_id,
    p.category COLLATE Latin1_General_100_BIN2
), lines_so_far AS (
  SELECT DISTINCT
    l.customer_id AS customer_id
  FROM order_lines AS l
  WHERE
    l.sold_at IS NULL OR l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), buyers AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), values_of_count_orders AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.count_orders, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM buyers AS b
      WHERE
        b.customer_id = c.customer_id
    )
), quintile_of_count_orders AS (
  SELECT
    v.customer_id AS customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + (
        v.below * 5 - 1
      ) / NULLIF((
        v.known - 1
      ), 0)
    END AS quintile
  FROM (
    SELECT
      v.customer_id AS customer_id,
      RANK() OVER (ORDER BY v.[value]) - 1 AS below,
      COUNT_BIG(*) OVER () AS known
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
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    o.customer_id AS customer_id,
    SUM(p.price - p.cost) AS sum_product_cost_product_price
  FROM orders AS o
  LEFT JOIN products AS p
    ON p.product_id = o.product_id
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_sum_product_cost_product_price AS (
  SELECT
    c.customer_id AS customer_id,
    CAST(COALESCE(o.sum_product_cost_product_price, 0) AS FLOAT) AS [value]
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
), overall_median_of_sum_product_cost_product_price AS (
  SELECT
    v.customer_id AS customer_id,
    MAX(
      CASE
        WHEN (
          v.place - 1
        ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
        THEN v.[value]
      END
    ) OVER () + (
      MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 >= v.known - 1 AND (
            v.place - 2
          ) * 2 < v.known - 1
          THEN v.[value]
        END
      ) OVER () - MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
          THEN v.[value]
        END
      ) OVER ()
    ) * (
      CAST((
        v.known - 1
      ) % 2 AS FLOAT) / CAST(2 AS FLOAT)
    ) AS overall
  FROM (
    SELECT
      v.customer_id AS customer_id,
      v.[value] AS [value],
      ROW_NUMBER() OVER (ORDER BY CASE WHEN v.[value] IS NULL THEN 1 ELSE 0 END, v.[value]) AS place,
      COUNT_BIG(v.[value]) OVER () AS known
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
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM survey_answers AS s
    WHERE
      s.customer_id = c.customer_id
      AND s.answered_on >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
      AND s.answered_on < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      AND (
        s.motive COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'sustainability.'
  );

-- latest_with_coupon
WITH latest_orders AS (
  SELECT
    o.customer_id AS customer_id,
    o.coupon COLLATE Latin1_General_100_BIN2 AS coupon,
    o.amount AS amount,
    o.ordered_at AS [time],
    o.order_id AS order_id,
    ROW_NUMBER() OVER (PARTITION BY o.customer_id ORDER BY o.ordered_at DESC, o.order_id DESC) AS place
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM latest_orders AS o
    WHERE
      o.customer_id = c.customer_id
      AND o.place <= 1
      AND o.coupon IS NOT NULL
      AND o.amount > 200
  );

-- leap_day_children
SELECT
  c.customer_id
FROM customers AS c
WHERE
  DATEPART(MONTH, c.birth_date) = 2 AND DATEPART(DAY, c.birth_date) = 29;

-- lifecycle
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    MIN(o.ordered_at) AS min_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id,
  CASE
    WHEN NOT EXISTS(
      SELECT
        1
      FROM orders AS o
      WHERE
        o.customer_id = c.customer_id
        AND (
          o.ordered_at IS NULL
          OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
        )
    )
    THEN 'prospect'
    WHEN o_2.min_time >= CAST('2024-05-02 00:00:00' AS DATETIME2(6))
    AND o_2.min_time < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    THEN 'new'
    WHEN EXISTS(
      SELECT
        1
      FROM orders AS o_3
      WHERE
        o_3.customer_id = c.customer_id
        AND o_3.ordered_at >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
        AND o_3.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    )
    THEN 'active'
    WHEN EXISTS(
      SELECT
        1
      FROM orders AS o_4
      WHERE
        o_4.customer_id = c.customer_id
        AND o_4.ordered_at >= CAST('2023-10-05 00:00:00' AS DATETIME2(6))
        AND o_4.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    )
    THEN 'lapsing'
    ELSE 'lost'
  END AS lifecycle
FROM customers AS c
LEFT JOIN orders_so_far AS o_2
  ON o_2.customer_id = c.customer_id;

-- magazine_readers
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM subscriptions AS s
    WHERE
      s.customer_id = c.customer_id
      AND (
        s.kind COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'magazine.'
      AND s.active = 1
  );

-- monetary_score
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), buyers AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), values_of_sum_amount AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.sum_amount, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM buyers AS b
      WHERE
        b.customer_id = c.customer_id
    )
), quintile_of_sum_amount AS (
  SELECT
    v.customer_id AS customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + (
        v.below * 5 - 1
      ) / NULLIF((
        v.known - 1
      ), 0)
    END AS quintile
  FROM (
    SELECT
      v.customer_id AS customer_id,
      RANK() OVER (ORDER BY v.[value]) - 1 AS below,
      COUNT_BIG(*) OVER () AS known
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
    CAST('2024-05-01 00:00:00' AS DATETIME2(6)) AS low,
    CAST('2024-06-01 00:00:00' AS DATETIME2(6)) AS high
  UNION ALL
  SELECT
    2,
    CAST('2024-04-01 00:00:00' AS DATETIME2(6)),
    CAST('2024-05-01 00:00:00' AS DATETIME2(6))
  UNION ALL
  SELECT
    3,
    CAST('2024-03-01 00:00:00' AS DATETIME2(6)),
    CAST('2024-04-01 00:00:00' AS DATETIME2(6))
  UNION ALL
  SELECT
    4,
    CAST('2024-02-01 00:00:00' AS DATETIME2(6)),
    CAST('2024-03-01 00:00:00' AS DATETIME2(6))
), orders_per_period AS (
  SELECT DISTINCT
    o.customer_id AS customer_id,
    p.period AS period
  FROM orders AS o
  JOIN periods AS p
    ON o.ordered_at >= p.low AND o.ordered_at < p.high
), periods_counted AS (
  SELECT
    c.customer_id AS customer_id,
    COUNT_BIG(*) AS periods
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
  EXISTS(
    SELECT
      1
    FROM OPENJSON(c.interests) AS element
    WHERE
      (
        element.[value] COLLATE Latin1_General_100_BIN2 + '.'
      ) IN ('climbing.', 'skiing.')
  );

-- neighbours
SELECT
  c.customer_id
FROM customers AS c
WHERE
  (
    c.country COLLATE Latin1_General_100_BIN2 + '.'
  ) IN ('NO.', 'DK.', 'FI.');

-- newsletter_fans
WITH opens_in_last_180_days AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_opens
  FROM email_events AS o
  WHERE
    (
      o.kind COLLATE Latin1_General_100_BIN2 + '.'
    ) = 'open.'
    AND o.[at] >= CAST('2024-01-02 23:00:00' AS DATETIME2(6))
    AND o.[at] < CAST('2024-06-30 22:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN opens_in_last_180_days AS o
  ON o.customer_id = c.customer_id
WHERE
  o.count_opens >= 5 AND c.email_opt_in = 1;

-- not_at_home
SELECT
  c.customer_id
FROM customers AS c
WHERE
  c.country COLLATE Latin1_General_100_BIN2 IS NOT NULL
  AND NOT CASE
    WHEN (
      (
        c.country COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'SE.'
      AND (
        c.[language] COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'sv.'
    )
    OR (
      (
        c.country COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'NO.'
      AND (
        c.[language] COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'no.'
    )
    OR (
      (
        c.country COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'DK.'
      AND (
        c.[language] COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'da.'
    )
    OR (
      (
        c.country COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'FI.'
      AND (
        c.[language] COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'fi.'
    )
    THEN 1
    ELSE 0
  END = 1;

-- one_and_done
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), orders_so_far_2 AS (
  SELECT
    o.customer_id AS customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
  o.count_orders = 1 AND o_2.max_time < CAST('2024-01-03 00:00:00' AS DATETIME2(6));

-- overdue
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), orders_so_far_2 AS (
  SELECT
    o.customer_id AS customer_id,
    MAX(o.ordered_at) AS max_time,
    CAST(DATEDIFF(DAY, MIN(CAST(o.ordered_at AS DATE)), MAX(CAST(o.ordered_at AS DATE))) AS FLOAT) / CAST(NULLIF(COUNT_BIG(CAST(o.ordered_at AS DATE)) - 1, 0) AS FLOAT) AS average_gap_orders
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
  EXISTS(
    SELECT
      1
    FROM OPENJSON(c.interests) AS element
    WHERE
      element.[value] COLLATE Latin1_General_100_BIN2 IS NOT NULL
  )
  AND NOT EXISTS(
    SELECT
      1
    FROM OPENJSON(c.interests) AS element
    WHERE
      element.[value] COLLATE Latin1_General_100_BIN2 IS NOT NULL
      AND NOT (
        element.[value] COLLATE Latin1_General_100_BIN2 + '.'
      ) IN ('outdoor.')
  )
  AND CASE
    WHEN c.interests IS NOT NULL
    THEN (
      SELECT
        COUNT_BIG(element.[value] COLLATE Latin1_General_100_BIN2)
      FROM OPENJSON(c.interests) AS element
    )
  END = 1;

-- recency_score
WITH buyers AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM orders AS o
      WHERE
        o.customer_id = c.customer_id
        AND (
          o.ordered_at IS NULL
          OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
        )
    )
), orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_max_time AS (
  SELECT
    c.customer_id AS customer_id,
    DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) AS [value]
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM buyers AS b
      WHERE
        b.customer_id = c.customer_id
    )
    AND DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) IS NOT NULL
), quintile_of_max_time AS (
  SELECT
    v.customer_id AS customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + (
        v.below * 5 - 1
      ) / NULLIF((
        v.known - 1
      ), 0)
    END AS quintile
  FROM (
    SELECT
      v.customer_id AS customer_id,
      RANK() OVER (ORDER BY v.[value]) - 1 AS below,
      COUNT_BIG(*) OVER () AS known
    FROM values_of_max_time AS v
  ) AS v
)
SELECT
  c.customer_id,
  6 - CAST(q.quintile AS BIGINT) AS recency_score
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
  AND c.sms_opt_in = 1
  AND c.phone COLLATE Latin1_General_100_BIN2 IS NOT NULL;

-- returners
WITH returns_in_last_365_days AS (
  SELECT
    r.customer_id AS customer_id,
    COUNT_BIG(*) AS count_returns
  FROM service_events AS r
  WHERE
    (
      r.kind COLLATE Latin1_General_100_BIN2 + '.'
    ) = 'return.'
    AND r.[at] >= CAST('2023-07-01 22:00:00' AS DATETIME2(6))
    AND r.[at] < CAST('2024-06-30 22:00:00' AS DATETIME2(6))
  GROUP BY
    r.customer_id
), orders_in_last_365_days AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
  AND CAST(COALESCE(r.count_returns, 0) AS FLOAT) / NULLIF(CAST(COALESCE(o.count_orders, 0) AS FLOAT), 0) >= CAST(1 AS FLOAT) / CAST(3 AS FLOAT);

-- rfm
WITH orders_so_far AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at IS NULL
    OR o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), buyers AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    o.customer_id IS NOT NULL
), orders_so_far_2 AS (
  SELECT
    o.customer_id AS customer_id,
    MAX(o.ordered_at) AS max_time
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_max_time AS (
  SELECT
    c.customer_id AS customer_id,
    DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) AS [value]
  FROM customers AS c
  LEFT JOIN orders_so_far_2 AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM buyers AS b
      WHERE
        b.customer_id = c.customer_id
    )
    AND DATEDIFF(DAY, CAST(o.max_time AS DATE), CAST('2024-06-30' AS DATE)) IS NOT NULL
), quintile_of_max_time AS (
  SELECT
    v.customer_id AS customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + (
        v.below * 5 - 1
      ) / NULLIF((
        v.known - 1
      ), 0)
    END AS quintile
  FROM (
    SELECT
      v.customer_id AS customer_id,
      RANK() OVER (ORDER BY v.[value]) - 1 AS below,
      COUNT_BIG(*) OVER () AS known
    FROM values_of_max_time AS v
  ) AS v
), recency_score AS (
  SELECT
    c.customer_id AS customer_id,
    6 - CAST(q.quintile AS BIGINT) AS recency_score
  FROM customers AS c
  LEFT JOIN quintile_of_max_time AS q
    ON q.customer_id = c.customer_id
), values_of_count_orders AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.count_orders, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM buyers AS b
      WHERE
        b.customer_id = c.customer_id
    )
), quintile_of_count_orders AS (
  SELECT
    v.customer_id AS customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + (
        v.below * 5 - 1
      ) / NULLIF((
        v.known - 1
      ), 0)
    END AS quintile
  FROM (
    SELECT
      v.customer_id AS customer_id,
      RANK() OVER (ORDER BY v.[value]) - 1 AS below,
      COUNT_BIG(*) OVER () AS known
    FROM values_of_count_orders AS v
  ) AS v
), frequency_score AS (
  SELECT
    c.customer_id AS customer_id,
    q.quintile AS frequency_score
  FROM customers AS c
  LEFT JOIN quintile_of_count_orders AS q
    ON q.customer_id = c.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.sum_amount, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_so_far AS o
    ON o.customer_id = c.customer_id
  WHERE
    EXISTS(
      SELECT
        1
      FROM buyers AS b
      WHERE
        b.customer_id = c.customer_id
    )
), quintile_of_sum_amount AS (
  SELECT
    v.customer_id AS customer_id,
    CASE
      WHEN v.below = 0
      THEN 1
      ELSE 1 + (
        v.below * 5 - 1
      ) / NULLIF((
        v.known - 1
      ), 0)
    END AS quintile
  FROM (
    SELECT
      v.customer_id AS customer_id,
      RANK() OVER (ORDER BY v.[value]) - 1 AS below,
      COUNT_BIG(*) OVER () AS known
    FROM values_of_sum_amount AS v
  ) AS v
), monetary_score AS (
  SELECT
    c.customer_id AS customer_id,
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
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-01-01 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), orders_from_364_to_182_days_ago AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-03 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-01-01 00:00:00' AS DATETIME2(6))
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
WITH staff AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM blocked AS b
      WHERE
        b.customer_id = c.customer_id
    )
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM orders AS o
    WHERE
      o.customer_id = c.customer_id
      AND o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
      AND o.ordered_at < CAST('2024-05-02 00:00:00' AS DATETIME2(6))
  )
  AND EXISTS(
    SELECT
      1
    FROM OPENJSON(c.interests) AS element
    WHERE
      (
        element.[value] COLLATE Latin1_General_100_BIN2 + '.'
      ) IN ('outdoor.', 'family camping.', 'travel.')
  )
  AND NOT EXISTS(
    SELECT
      1
    FROM staff AS s
    WHERE
      s.customer_id = c.customer_id
  )
  AND c.email_opt_in = 1;

-- spring_offer
WITH staff_as_of_2024_04_01 AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM blocked AS b
      WHERE
        b.customer_id = c.customer_id
    )
), spring_audience_as_of_2024_04_01 AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM orders AS o
      WHERE
        o.customer_id = c.customer_id
        AND o.ordered_at >= CAST('2023-04-02 00:00:00' AS DATETIME2(6))
        AND o.ordered_at < CAST('2024-02-01 00:00:00' AS DATETIME2(6))
        AND o.ordered_at < CAST('2024-04-01 00:00:00' AS DATETIME2(6))
    )
    AND EXISTS(
      SELECT
        1
      FROM OPENJSON(c.interests) AS element
      WHERE
        (
          element.[value] COLLATE Latin1_General_100_BIN2 + '.'
        ) IN ('outdoor.', 'family camping.', 'travel.')
    )
    AND NOT EXISTS(
      SELECT
        1
      FROM staff_as_of_2024_04_01 AS s
      WHERE
        s.customer_id = c.customer_id
    )
    AND c.email_opt_in = 1
)
SELECT
  c.customer_id,
  CASE
    WHEN EXISTS(
      SELECT
        1
      FROM spring_audience_as_of_2024_04_01 AS s
      WHERE
        s.customer_id = c.customer_id
    )
    AND CAST(CAST(SUBSTRING(
      HASHBYTES(
        'MD5',
        CAST((
          'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
        ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
      ),
      1,
      4
    ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 < 0.45
    THEN 'treatment'
    WHEN EXISTS(
      SELECT
        1
      FROM spring_audience_as_of_2024_04_01 AS s_2
      WHERE
        s_2.customer_id = c.customer_id
    )
    AND CAST(CAST(SUBSTRING(
      HASHBYTES(
        'MD5',
        CAST((
          'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
        ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
      ),
      1,
      4
    ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 >= 0.45
    AND CAST(CAST(SUBSTRING(
      HASHBYTES(
        'MD5',
        CAST((
          'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
        ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
      ),
      1,
      4
    ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 < 0.90
    THEN 'control'
    WHEN EXISTS(
      SELECT
        1
      FROM spring_audience_as_of_2024_04_01 AS s_3
      WHERE
        s_3.customer_id = c.customer_id
    )
    AND CAST(CAST(SUBSTRING(
      HASHBYTES(
        'MD5',
        CAST((
          'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
        ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
      ),
      1,
      4
    ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 >= 0.90
    AND CAST(CAST(SUBSTRING(
      HASHBYTES(
        'MD5',
        CAST((
          'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
        ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
      ),
      1,
      4
    ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 < 1.00
    THEN 'holdout'
  END AS spring_offer
FROM customers AS c;

-- spring_treated
WITH staff_as_of_2024_04_01 AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM blocked AS b
      WHERE
        b.customer_id = c.customer_id
    )
), spring_audience_as_of_2024_04_01 AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM orders AS o
      WHERE
        o.customer_id = c.customer_id
        AND o.ordered_at >= CAST('2023-04-02 00:00:00' AS DATETIME2(6))
        AND o.ordered_at < CAST('2024-02-01 00:00:00' AS DATETIME2(6))
        AND o.ordered_at < CAST('2024-04-01 00:00:00' AS DATETIME2(6))
    )
    AND EXISTS(
      SELECT
        1
      FROM OPENJSON(c.interests) AS element
      WHERE
        (
          element.[value] COLLATE Latin1_General_100_BIN2 + '.'
        ) IN ('outdoor.', 'family camping.', 'travel.')
    )
    AND NOT EXISTS(
      SELECT
        1
      FROM staff_as_of_2024_04_01 AS s
      WHERE
        s.customer_id = c.customer_id
    )
    AND c.email_opt_in = 1
), spring_offer AS (
  SELECT
    c.customer_id AS customer_id,
    CASE
      WHEN EXISTS(
        SELECT
          1
        FROM spring_audience_as_of_2024_04_01 AS s
        WHERE
          s.customer_id = c.customer_id
      )
      AND CAST(CAST(SUBSTRING(
        HASHBYTES(
          'MD5',
          CAST((
            'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
          ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
        ),
        1,
        4
      ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 < 0.45
      THEN 'treatment'
      WHEN EXISTS(
        SELECT
          1
        FROM spring_audience_as_of_2024_04_01 AS s_2
        WHERE
          s_2.customer_id = c.customer_id
      )
      AND CAST(CAST(SUBSTRING(
        HASHBYTES(
          'MD5',
          CAST((
            'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
          ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
        ),
        1,
        4
      ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 >= 0.45
      AND CAST(CAST(SUBSTRING(
        HASHBYTES(
          'MD5',
          CAST((
            'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
          ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
        ),
        1,
        4
      ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 < 0.90
      THEN 'control'
      WHEN EXISTS(
        SELECT
          1
        FROM spring_audience_as_of_2024_04_01 AS s_3
        WHERE
          s_3.customer_id = c.customer_id
      )
      AND CAST(CAST(SUBSTRING(
        HASHBYTES(
          'MD5',
          CAST((
            'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
          ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
        ),
        1,
        4
      ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 >= 0.90
      AND CAST(CAST(SUBSTRING(
        HASHBYTES(
          'MD5',
          CAST((
            'spring_offer:' + CAST(c.customer_id AS NVARCHAR(4000))
          ) COLLATE Latin1_General_100_BIN2_UTF8 AS VARCHAR(8000))
        ),
        1,
        4
      ) AS BIGINT) / 16 % 10000 AS NUMERIC(5, 0)) * 0.0001 < 1.00
      THEN 'holdout'
    END AS spring_offer
  FROM customers AS c
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN spring_offer AS s
  ON s.customer_id = c.customer_id
WHERE
  (
    s.spring_offer + '.'
  ) = 'treatment.'
  AND NOT EXISTS(
    SELECT
      1
    FROM orders AS o
    WHERE
      o.customer_id = c.customer_id
      AND o.ordered_at >= CAST('2024-04-01 00:00:00' AS DATETIME2(6))
      AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  );

-- staff
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM blocked AS b
    WHERE
      b.customer_id = c.customer_id
  );

-- still_loyal
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_sum_amount AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.sum_amount, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days AS o
    ON o.customer_id = c.customer_id
), top_by_sum_amount AS (
  SELECT
    v.customer_id AS customer_id
  FROM (
    SELECT
      v.customer_id AS customer_id,
      ROW_NUMBER() OVER (ORDER BY v.[value] DESC, v.customer_id) AS place,
      COUNT_BIG(*) OVER () AS known
    FROM values_of_sum_amount AS v
  ) AS v
  WHERE
    (
      v.place - 1
    ) * 10 < v.known * 1
), best_tenth AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM top_by_sum_amount AS t
      WHERE
        t.customer_id = c.customer_id
    )
), orders_in_last_365_days_365_days_ago AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2022-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2023-07-02 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
), values_of_sum_amount_2 AS (
  SELECT
    c.customer_id AS customer_id,
    COALESCE(o.sum_amount, 0) AS [value]
  FROM customers AS c
  LEFT JOIN orders_in_last_365_days_365_days_ago AS o
    ON o.customer_id = c.customer_id
), top_by_sum_amount_2 AS (
  SELECT
    v.customer_id AS customer_id
  FROM (
    SELECT
      v.customer_id AS customer_id,
      ROW_NUMBER() OVER (ORDER BY v.[value] DESC, v.customer_id) AS place,
      COUNT_BIG(*) OVER () AS known
    FROM values_of_sum_amount_2 AS v
  ) AS v
  WHERE
    (
      v.place - 1
    ) * 10 < v.known * 1
), best_tenth_365_days_ago AS (
  SELECT
    c.customer_id AS customer_id
  FROM customers AS c
  WHERE
    EXISTS(
      SELECT
        1
      FROM top_by_sum_amount_2 AS t
      WHERE
        t.customer_id = c.customer_id
    )
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM best_tenth AS b
    WHERE
      b.customer_id = c.customer_id
  )
  AND EXISTS(
    SELECT
      1
    FROM best_tenth_365_days_ago AS b_2
    WHERE
      b_2.customer_id = c.customer_id
  );

-- stockholm_area
SELECT
  c.customer_id
FROM customers AS c
WHERE
  CASE
    WHEN CAST(c.lat AS FLOAT) IS NULL OR CAST(c.lon AS FLOAT) IS NULL
    THEN NULL
    ELSE 2 * 6371008.8 * ASIN(
      CASE
        WHEN 1 <= SQRT(
          POWER(SIN(RADIANS(CAST(59.3293 AS FLOAT) - CAST(c.lat AS FLOAT)) / 2), 2) + COS(RADIANS(CAST(c.lat AS FLOAT))) * COS(RADIANS(CAST(59.3293 AS FLOAT))) * POWER(SIN(RADIANS(CAST(18.0686 AS FLOAT) - CAST(c.lon AS FLOAT)) / 2), 2)
        )
        THEN 1
        ELSE SQRT(
          POWER(SIN(RADIANS(CAST(59.3293 AS FLOAT) - CAST(c.lat AS FLOAT)) / 2), 2) + COS(RADIANS(CAST(c.lat AS FLOAT))) * COS(RADIANS(CAST(59.3293 AS FLOAT))) * POWER(SIN(RADIANS(CAST(18.0686 AS FLOAT) - CAST(c.lon AS FLOAT)) / 2), 2)
        )
      END
    )
  END <= 25000;

-- tent_buyers
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM order_lines AS l
    LEFT JOIN products AS p
      ON p.product_id = l.product_id
    WHERE
      l.customer_id = c.customer_id
      AND l.sold_at >= CAST('2022-07-01 00:00:00' AS DATETIME2(6))
      AND l.sold_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
      AND (
        p.category COLLATE Latin1_General_100_BIN2 + '.'
      ) = 'tents.'
  );

-- view_cart_order
WITH step_1_views AS (
  SELECT
    v.customer_id AS customer_id,
    v.[at] AS happened_at,
    v.sku COLLATE Latin1_General_100_BIN2 AS sku
  FROM web_events AS v
  WHERE
    (
      v.kind COLLATE Latin1_General_100_BIN2 + '.'
    ) = 'view.'
    AND v.[at] >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
    AND v.[at] < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
), step_2_carts AS (
  SELECT
    c.customer_id AS customer_id,
    c.[at] AS happened_at,
    c.sku COLLATE Latin1_General_100_BIN2 AS sku
  FROM web_events AS c
  WHERE
    (
      c.kind COLLATE Latin1_General_100_BIN2 + '.'
    ) = 'cart.'
    AND c.[at] < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
    AND c.sku COLLATE Latin1_General_100_BIN2 IS NOT NULL
), until_carts AS (
  SELECT
    s.customer_id AS customer_id,
    s.happened_at AS happened_at,
    s.previous_at AS previous_at
  FROM (
    SELECT
      u.customer_id AS customer_id,
      u.happened_at AS happened_at,
      u.sku AS sku,
      u.kind AS kind,
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
    o.customer_id AS customer_id,
    o.ordered_at AS happened_at
  FROM orders AS o
  WHERE
    o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
), until_orders AS (
  SELECT
    s.customer_id AS customer_id,
    s.happened_at AS happened_at,
    s.previous_at AS previous_at
  FROM (
    SELECT
      u.customer_id AS customer_id,
      u.happened_at AS happened_at,
      u.kind AS kind,
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
    r.customer_id AS customer_id
  FROM until_orders AS r
)
SELECT
  c.customer_id
FROM customers AS c
WHERE
  EXISTS(
    SELECT
      1
    FROM views_then_carts_then_orders AS v
    WHERE
      v.customer_id = c.customer_id
  );

-- vip
WITH orders_in_last_365_days AS (
  SELECT
    o.customer_id AS customer_id,
    SUM(o.amount) AS sum_amount
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2023-07-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
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
    CAST('2024-06-24 00:00:00' AS DATETIME2(6)) AS low,
    CAST('2024-07-01 00:00:00' AS DATETIME2(6)) AS high
  UNION ALL
  SELECT
    2,
    CAST('2024-06-17 00:00:00' AS DATETIME2(6)),
    CAST('2024-06-24 00:00:00' AS DATETIME2(6))
  UNION ALL
  SELECT
    3,
    CAST('2024-06-10 00:00:00' AS DATETIME2(6)),
    CAST('2024-06-17 00:00:00' AS DATETIME2(6))
  UNION ALL
  SELECT
    4,
    CAST('2024-06-03 00:00:00' AS DATETIME2(6)),
    CAST('2024-06-10 00:00:00' AS DATETIME2(6))
  UNION ALL
  SELECT
    5,
    CAST('2024-05-27 00:00:00' AS DATETIME2(6)),
    CAST('2024-06-03 00:00:00' AS DATETIME2(6))
  UNION ALL
  SELECT
    6,
    CAST('2024-05-20 00:00:00' AS DATETIME2(6)),
    CAST('2024-05-27 00:00:00' AS DATETIME2(6))
), views_per_period AS (
  SELECT DISTINCT
    v.customer_id AS customer_id,
    p.period AS period
  FROM web_events AS v
  JOIN periods AS p
    ON v.[at] >= p.low AND v.[at] < p.high
  WHERE
    (
      v.kind COLLATE Latin1_General_100_BIN2 + '.'
    ) = 'view.'
), periods_counted AS (
  SELECT
    c.customer_id AS customer_id,
    COUNT_BIG(*) AS periods
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
    c.customer_id AS customer_id,
    CAST(c.income AS FLOAT) AS [value]
  FROM customers AS c
), overall_median_of_income AS (
  SELECT
    v.customer_id AS customer_id,
    MAX(
      CASE
        WHEN (
          v.place - 1
        ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
        THEN v.[value]
      END
    ) OVER () + (
      MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 >= v.known - 1 AND (
            v.place - 2
          ) * 2 < v.known - 1
          THEN v.[value]
        END
      ) OVER () - MAX(
        CASE
          WHEN (
            v.place - 1
          ) * 2 <= v.known - 1 AND v.place * 2 > v.known - 1
          THEN v.[value]
        END
      ) OVER ()
    ) * (
      CAST((
        v.known - 1
      ) % 2 AS FLOAT) / CAST(2 AS FLOAT)
    ) AS overall
  FROM (
    SELECT
      v.customer_id AS customer_id,
      v.[value] AS [value],
      ROW_NUMBER() OVER (ORDER BY CASE WHEN v.[value] IS NULL THEN 1 ELSE 0 END, v.[value]) AS place,
      COUNT_BIG(v.[value]) OVER () AS known
    FROM values_of_income AS v
  ) AS v
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN overall_median_of_income AS o
  ON o.customer_id = c.customer_id
WHERE
  CASE
    WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
    THEN (
      2024 - DATEPART(YEAR, c.birth_date)
    ) * 12 + (
      6 - DATEPART(MONTH, c.birth_date)
    )
    WHEN CAST('2024-06-30' AS DATE) < c.birth_date
    THEN -(
      (
        DATEPART(YEAR, c.birth_date) - 2024
      ) * 12 + (
        DATEPART(MONTH, c.birth_date) - 6
      ) - CASE
        WHEN DATEPART(DAY, c.birth_date) < 30 AND NOT EOMONTH(c.birth_date) = c.birth_date
        THEN 1
        ELSE 0
      END
    )
  END / 12 >= 60
  AND c.income > o.overall;

-- young_outdoor
WITH orders_in_last_90_days AS (
  SELECT
    o.customer_id AS customer_id,
    COUNT_BIG(*) AS count_orders
  FROM orders AS o
  WHERE
    o.ordered_at >= CAST('2024-04-02 00:00:00' AS DATETIME2(6))
    AND o.ordered_at < CAST('2024-07-01 00:00:00' AS DATETIME2(6))
  GROUP BY
    o.customer_id
)
SELECT
  c.customer_id
FROM customers AS c
LEFT JOIN orders_in_last_90_days AS o
  ON o.customer_id = c.customer_id
WHERE
  CASE
    WHEN CAST('2024-06-30' AS DATE) >= c.birth_date
    THEN (
      2024 - DATEPART(YEAR, c.birth_date)
    ) * 12 + (
      6 - DATEPART(MONTH, c.birth_date)
    )
    WHEN CAST('2024-06-30' AS DATE) < c.birth_date
    THEN -(
      (
        DATEPART(YEAR, c.birth_date) - 2024
      ) * 12 + (
        DATEPART(MONTH, c.birth_date) - 6
      ) - CASE
        WHEN DATEPART(DAY, c.birth_date) < 30 AND NOT EOMONTH(c.birth_date) = c.birth_date
        THEN 1
        ELSE 0
      END
    )
  END / 12 BETWEEN 18 AND 25
  AND o.count_orders > 3
  AND EXISTS(
    SELECT
      1
    FROM OPENJSON(c.interests) AS element
    WHERE
      (
        element.[value] COLLATE Latin1_General_100_BIN2 + '.'
      ) IN ('outdoor.')
  );
