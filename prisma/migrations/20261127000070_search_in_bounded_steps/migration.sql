-- Search in a shop of a million: the most frequent names took longer than a person waits, because every match was looked at to
-- show fifty. Now each kind of match is a walk along an index in the order in which it is shown, so that a page costs a page
-- whatever the number of matches; trigrams are asked only for what begins no name.
CREATE INDEX "Customer_search_start_idx" ON "Customer" ("tenantId", "searchText" COLLATE "C", id) WHERE "deletedAt" IS NULL;

DROP FUNCTION search_customers(text, text[], text[], text, integer);

-- Customers of the transaction's tenant for what a person typed. `wanted` is the text; `numbers` are E.164 readings of it,
-- `starts` at most one E.164 beginning, `ending` its digits (empty when it is no number). By `rank` (1 to 0), then `place`, then
-- id: the first `most` (all when null) after the row that the last three name; no id comes twice.
-- A definer function because LIKE and % are not leakproof: under a policy PostgreSQL would not use the trigram indexes.
CREATE FUNCTION search_customers(wanted text, numbers text[], starts text[], ending text, most integer,
    after_rank real DEFAULT NULL, after_place text DEFAULT NULL, after_id text DEFAULT NULL)
  RETURNS TABLE (id text, rank real, place text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60
  SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
  tenant text := nullif(current_setting('app.tenant_id', true), '');
  folded text := left(fold(wanted), 200);
  words text[] := (regexp_split_to_array(left(fold(wanted), 200), ' '))[1:6];
  address text := replace(replace(replace(lower(btrim(wanted)), '\', '\\'), '%', '\%'), '_', '\_');
  -- After whatever begins like the text in front of it. In the order of bytes '!' comes after the space and before every letter.
  beyond CONSTANT text := U&'\+10FFFF';
  last_name CONSTANT text := 'c."sortName"';
  first_name CONSTANT text := 'c."searchText" COLLATE "C"';
  ranks real[] := ARRAY[1, 0.99, 0.98, 0.96, 0.95, 0.9, 0.85];
  places text[] := ARRAY[last_name, first_name, first_name, last_name, first_name, last_name, first_name];
  conditions text[];
  condition text;
  typed text;
  earlier text := 'false';
  is_known boolean := true;
  edge text;
  edge_id text;
  total integer := 0;
  found integer;
  near text[];
  phrases text[] := ARRAY[''];
  mended text := 'true';
  ids text[];
  part text;
  other text;
BEGIN
  IF tenant IS NULL OR btrim(wanted) = '' THEN RETURN; END IF;

  IF ending <> '' THEN
    RETURN QUERY
      SELECT hit.cid, hit.score, hit.spot FROM (
        (SELECT DISTINCT h."customerId" AS cid, 1::real AS score, '' AS spot FROM "CustomerHandle" h
          JOIN "Customer" c ON c."tenantId" = tenant AND c.id = h."customerId" AND c."deletedAt" IS NULL
          WHERE h."tenantId" = tenant AND h.kind IN ('phone', 'whatsapp') AND h.value = ANY (numbers) AND h."deletedAt" IS NULL)
        UNION ALL
        (SELECT h."customerId", 0.9::real, h."reversedDigits" FROM "CustomerHandle" h
          JOIN "Customer" c ON c."tenantId" = tenant AND c.id = h."customerId" AND c."deletedAt" IS NULL
          WHERE h."tenantId" = tenant AND h."reversedDigits" LIKE reverse(ending) || '%' AND h."reversedDigits" <> '' AND h."deletedAt" IS NULL
            AND (after_rank IS NULL OR 0.9::real < after_rank
              OR 0.9::real = after_rank AND h."reversedDigits" ~>=~ after_place AND (h."reversedDigits" ~>~ after_place OR h."customerId" > after_id))
            -- Once, by the first of those of the customer's numbers that match, and not again after an exact match.
            AND NOT EXISTS (SELECT FROM "CustomerHandle" o WHERE o."tenantId" = tenant AND o."customerId" = h."customerId"
              AND o."deletedAt" IS NULL AND (o.kind IN ('phone', 'whatsapp') AND o.value = ANY (numbers)
                OR o."reversedDigits" LIKE reverse(ending) || '%' AND o."reversedDigits" <> ''
                  AND (o."reversedDigits" COLLATE "C", o.id) < (h."reversedDigits" COLLATE "C", h.id)))
          ORDER BY h."reversedDigits" USING ~<~, h."customerId" LIMIT most)
        UNION ALL
        (SELECT h."customerId", 0.8::real, h.value FROM "CustomerHandle" h
          JOIN "Customer" c ON c."tenantId" = tenant AND c.id = h."customerId" AND c."deletedAt" IS NULL
          WHERE h."tenantId" = tenant AND h.kind = 'phone' AND h.value LIKE starts[1] || '%' AND h."deletedAt" IS NULL
            AND (after_rank IS NULL OR 0.8::real < after_rank
              OR 0.8::real = after_rank AND h.value ~>=~ after_place AND (h.value ~>~ after_place OR h."customerId" > after_id))
            AND NOT EXISTS (SELECT FROM "CustomerHandle" o WHERE o."tenantId" = tenant AND o."customerId" = h."customerId"
              AND o."deletedAt" IS NULL AND (o.kind IN ('phone', 'whatsapp') AND o.value = ANY (numbers)
                OR o."reversedDigits" LIKE reverse(ending) || '%' AND o."reversedDigits" <> ''
                OR o.kind = 'phone' AND o.value LIKE starts[1] || '%' AND (o.value COLLATE "C", o.id) < (h.value COLLATE "C", h.id)))
          ORDER BY h.value USING ~<~, h."customerId" LIMIT most)) hit
      WHERE after_rank IS NULL OR hit.score < after_rank OR hit.score = after_rank AND (hit.spot COLLATE "C", hit.cid) > (after_place, after_id)
      ORDER BY hit.score DESC, hit.spot COLLATE "C", hit.cid LIMIT most;
    RETURN;
  END IF;

  IF position('@' IN wanted) > 0 THEN
    -- The whole address, then what begins so, as the index has them.
    RETURN QUERY
      SELECT h."customerId", CASE WHEN h.value = lower(btrim(wanted)) THEN 1::real ELSE 0.9::real END, h.value FROM "CustomerHandle" h
      JOIN "Customer" c ON c."tenantId" = tenant AND c.id = h."customerId" AND c."deletedAt" IS NULL
      WHERE h."tenantId" = tenant AND h.kind = 'email' AND h.value LIKE address || '%' AND h."deletedAt" IS NULL
        AND (after_rank IS NULL OR h.value ~>=~ after_place AND (h.value ~>~ after_place OR h."customerId" > after_id))
        AND NOT EXISTS (SELECT FROM "CustomerHandle" o WHERE o."tenantId" = tenant AND o."customerId" = h."customerId" AND o.kind = 'email'
          AND o."deletedAt" IS NULL AND o.value LIKE address || '%' AND (o.value COLLATE "C", o.id) < (h.value COLLATE "C", h.id))
      ORDER BY h.value USING ~<~, h."customerId" LIMIT most;
    RETURN;
  END IF;

  IF folded = '' THEN RETURN; END IF;

  -- It is the whole name, last name first or one name alone; first name first (also before what follows a compound one);
  -- it stands whole at the beginning of the last name, of the first name; it begins the last name, the first name.
  conditions := ARRAY[
    format('%s = %L', last_name, folded),
    format('%s = %L', first_name, ' ' || folded || ' '),
    format('%1$s >= %2$L AND %1$s < %3$L', first_name, ' ' || folded || ' |', ' ' || folded || ' }'),
    format('%1$s >= %2$L AND %1$s < %3$L', last_name, folded || ' ', folded || '!'),
    format('%1$s >= %2$L AND %1$s < %3$L', first_name, ' ' || folded || ' ', ' ' || folded || '!'),
    format('%1$s >= %2$L AND %1$s < %3$L', last_name, folded || '!', folded || beyond),
    format('%1$s >= %2$L AND %1$s < %3$L', first_name, ' ' || folded || '!', ' ' || folded || beyond)];

  FOR kind IN 1 .. 7 LOOP
    IF after_rank IS NULL OR ranks[kind] <= after_rank THEN
      RETURN QUERY EXECUTE format('SELECT c.id, %1$L::real, (%2$s)::text FROM "Customer" c
        WHERE c."tenantId" = %3$L AND c."deletedAt" IS NULL AND %4$s AND NOT (%5$s)%6$s ORDER BY %2$s, c.id LIMIT %7$s',
        ranks[kind], places[kind], tenant, conditions[kind], earlier,
        CASE WHEN ranks[kind] = after_rank THEN format(' AND (%s, c.id) > (%L, %L)', places[kind], after_place, after_id) END,
        coalesce((most - total)::text, 'ALL'));
      GET DIAGNOSTICS found = ROW_COUNT;
      total := total + found;
      IF total >= most THEN RETURN; END IF;
    END IF;
    earlier := earlier || ' OR ' || conditions[kind];
  END LOOP;

  -- Every word typed begins a word of the name, in any order; or the words are parts of one: "de la croix" for Delacroix.
  SELECT string_agg(format('c."searchText" LIKE %L', '% ' || w || '%'), ' AND ') INTO typed FROM unnest(words) w;
  IF array_length(words, 1) > 1 THEN
    typed := format('((%s) OR c."searchText" LIKE %L)', typed, '% ' || replace(folded, ' ', '') || '%');
  END IF;
  -- Where no name has a word that begins so, nothing is left to look for.
  FOREACH part IN ARRAY words LOOP
    is_known := is_known AND (length(part) < 3 OR EXISTS (SELECT FROM "SearchWord" s WHERE s."tenantId" = tenant AND s.word LIKE part || '%'));
  END LOOP;
  IF array_length(words, 1) > 1 AND NOT is_known THEN
    part := replace(folded, ' ', '');
    is_known := EXISTS (SELECT FROM "SearchWord" s WHERE s."tenantId" = tenant AND s.word LIKE part || '%');
  END IF;
  IF is_known THEN
    ranks := '{}';
    conditions := '{}';
    IF array_length(words, 1) > 1 THEN
      FOR turn IN 1 .. 2 LOOP
        part := words[CASE turn WHEN 1 THEN 1 ELSE array_length(words, 1) END];
        other := words[CASE turn WHEN 1 THEN 2 ELSE 1 END];
        near := NULL;
        IF array_length(words, 1) = 2 AND length(part) >= 3 THEN
          SELECT array_agg(s.word) INTO near FROM (SELECT s.word FROM "SearchWord" s WHERE s."tenantId" = tenant AND s.word LIKE part || '%' LIMIT 61) s;
        END IF;
        IF cardinality(near) <= 60 THEN
          -- The last name begins with one of the two, which stands for these words, and what follows it with the other.
          condition := format('%1$s LIKE %2$L AND split_part(%1$s, '' '', 2) LIKE %3$L', last_name, part || '%', other || '%');
          IF after_rank IS NULL OR after_rank >= 0.84::real - 0.01::real * turn THEN
            RETURN QUERY EXECUTE format('SELECT n.* FROM unnest($1) w CROSS JOIN LATERAL (
                SELECT c.id, %1$L::real AS rank, c."sortName" FROM "Customer" c WHERE c."tenantId" = %2$L AND c."deletedAt" IS NULL
                  AND c."sortName" >= w || %3$L AND c."sortName" < w || %4$L AND %5$s AND NOT (%6$s)%7$s
                ORDER BY c."sortName", c.id LIMIT %8$s) n ORDER BY 3, 1 LIMIT %8$s',
              0.84::real - 0.01::real * turn, tenant, ' ' || other, ' ' || other || beyond, condition, earlier,
              CASE WHEN after_rank = 0.84::real - 0.01::real * turn THEN format(' AND (c."sortName", c.id) > (%L, %L)', after_place, after_id) END,
              coalesce((most - total)::text, 'ALL')) USING near;
            GET DIAGNOSTICS found = ROW_COUNT;
            total := total + found;
            IF total >= most THEN RETURN; END IF;
          END IF;
          earlier := earlier || ' OR ' || condition;
        ELSE
          -- It stands for too many, among whose names the other is soon found: the first so many are walked through before the
          -- trigrams are asked.
          condition := format('%1$s >= %2$L AND %1$s < %3$L AND %4$s', last_name, part, part || beyond, typed);
          SELECT c."sortName", c.id INTO edge, edge_id FROM "Customer" c WHERE c."tenantId" = tenant AND c."deletedAt" IS NULL
            AND c."sortName" >= part AND c."sortName" < part || beyond ORDER BY c."sortName", c.id OFFSET 2000 LIMIT 1;
          IF edge IS NOT NULL THEN
            ranks := ranks || 0.82::real - 0.01::real * turn;
            conditions := conditions || format('(%s, c.id) < (%L, %L) AND %s', last_name, edge, edge_id, condition);
          END IF;
          ranks := ranks || 0.82::real - 0.01::real * turn;
          conditions := conditions || condition;
        END IF;
      END LOOP;
    END IF;
    ranks := ranks || 0.79::real;
    conditions := conditions || typed;
    FOR kind IN 1 .. array_length(conditions, 1) LOOP
      IF after_rank IS NULL OR ranks[kind] <= after_rank THEN
        RETURN QUERY EXECUTE format('SELECT c.id, %1$L::real, c."sortName" FROM "Customer" c
          WHERE c."tenantId" = %2$L AND c."deletedAt" IS NULL AND %3$s AND NOT (%4$s)%5$s ORDER BY c."sortName", c.id LIMIT %6$s',
          ranks[kind], tenant, conditions[kind], earlier,
          CASE WHEN ranks[kind] = after_rank THEN format(' AND (c."sortName", c.id) > (%L, %L)', after_place, after_id) END,
          coalesce((most - total)::text, 'ALL'));
        GET DIAGNOSTICS found = ROW_COUNT;
        total := total + found;
        IF total >= most THEN RETURN; END IF;
      END IF;
      earlier := earlier || ' OR ' || conditions[kind];
    END LOOP;
  END IF;

  -- One word may also begin an e-mail address.
  address := CASE WHEN length(folded) >= 2 AND position(' ' IN btrim(wanted)) = 0 THEN address || '%' END;
  IF address IS NOT NULL AND (after_rank IS NULL OR 0.7::real <= after_rank) THEN
    RETURN QUERY EXECUTE format($q$
      SELECT c.id, 0.7::real, h.value FROM "CustomerHandle" h JOIN "Customer" c ON c."tenantId" = %1$L AND c.id = h."customerId" AND c."deletedAt" IS NULL
      WHERE h."tenantId" = %1$L AND h.kind = 'email' AND h.value LIKE %2$L AND h."deletedAt" IS NULL AND NOT (%3$s)%4$s
        AND NOT EXISTS (SELECT FROM "CustomerHandle" o WHERE o."tenantId" = %1$L AND o."customerId" = h."customerId" AND o.kind = 'email'
          AND o."deletedAt" IS NULL AND o.value LIKE %2$L AND (o.value COLLATE "C", o.id) < (h.value COLLATE "C", h.id))
      ORDER BY h.value USING ~<~, h."customerId" LIMIT %5$s$q$, tenant, address, earlier,
      CASE WHEN 0.7::real = after_rank
        THEN format(' AND h.value ~>=~ %1$L AND (h.value ~>~ %1$L OR h."customerId" > %2$L)', after_place, after_id) END,
      coalesce((most - total)::text, 'ALL'));
    GET DIAGNOSTICS found = ROW_COUNT;
    total := total + found;
    IF total >= most THEN RETURN; END IF;
  END IF;
  -- Enough people are called what was typed; on a later page those before it count too.
  IF after_rank IS NOT NULL THEN
    SELECT count(*) INTO total FROM search_customers(wanted, numbers, starts, ending, 10) s WHERE s.rank > 0.6::real;
  END IF;
  IF total >= 10 THEN RETURN; END IF;

  -- Few or none: mend each word against the shop's own words. "Dupond" also finds Dupont, after every Dupond.
  FOREACH part IN ARRAY words LOOP
    SELECT array_agg(w) INTO near FROM near_words(tenant, part) w WHERE length(part) >= 4;
    SELECT format('c."searchText" LIKE %L', '% ' || part || '%') || coalesce(string_agg(format(' OR c."searchText" LIKE %L', '% ' || w || ' %'), ''), '')
      INTO condition FROM unnest(near) w;
    mended := mended || ' AND (' || condition || ')';
    IF array_length(words, 1) <= 2 THEN
      SELECT array_agg(btrim(p || ' ' || w)) INTO phrases FROM unnest(phrases) p, unnest(array_prepend(part, near[1:6])) w;
    END IF;
  END LOOP;
  IF array_length(words, 1) = 2 THEN
    SELECT phrases || array_agg(regexp_replace(p, '^(\S+) (\S+)$', '\2 \1')) INTO phrases FROM unnest(phrases) p;
  END IF;
  -- Names that begin with what was meant, one word or two in either order, so many of each at most. When they are few, those
  -- that have it elsewhere too.
  SELECT array_agg(DISTINCT n.id) INTO ids FROM unnest(phrases) p CROSS JOIN LATERAL (
    (SELECT c.id FROM "Customer" c WHERE c."tenantId" = tenant AND c."deletedAt" IS NULL
      AND c."sortName" >= p AND c."sortName" < p || '!' ORDER BY c."sortName", c.id LIMIT 100)
    UNION ALL
    (SELECT c.id FROM "Customer" c WHERE c."tenantId" = tenant AND c."deletedAt" IS NULL
      AND c."searchText" COLLATE "C" >= ' ' || p || ' ' AND c."searchText" COLLATE "C" < ' ' || p || '!'
      ORDER BY c."searchText" COLLATE "C", c.id LIMIT 100)) n;
  RETURN QUERY EXECUTE format($q$
    SELECT * FROM (SELECT c.id, (0.6 * similarity(btrim(split_part(c."searchText", '|', 1)), $1))::real AS rank, '' FROM "Customer" c
      WHERE c."tenantId" = %1$L AND c."deletedAt" IS NULL AND %2$s AND NOT (%3$s)
        AND NOT EXISTS (SELECT FROM "CustomerHandle" h WHERE h."tenantId" = %1$L AND h."customerId" = c.id AND h.kind = 'email'
          AND h.value LIKE $2 AND h."deletedAt" IS NULL)) n
    WHERE $5 IS NULL OR n.rank < $5 OR n.rank = $5 AND n.id > $6
    ORDER BY 2 DESC, 1 LIMIT $3$q$, tenant, CASE WHEN cardinality(ids) >= 10 THEN 'c.id = ANY ($4)' ELSE mended END, earlier)
    USING folded, address, most - CASE WHEN after_rank IS NULL THEN total ELSE 0 END, ids, after_rank, after_id;
END $$;

REVOKE EXECUTE ON FUNCTION search_customers(text, text[], text[], text, integer, real, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_customers(text, text[], text[], text, integer, real, text, text) TO coccinelle_app;
GRANT CREATE ON SCHEMA public TO coccinelle_definer;
ALTER FUNCTION search_customers(text, text[], text[], text, integer, real, text, text) OWNER TO coccinelle_definer;
REVOKE CREATE ON SCHEMA public FROM coccinelle_definer;
