-- Thousands of customers in one statement (imports): what their names are found by is worked out with two foldings instead of
-- seven, and new words of names are looked up once a statement instead of once a customer. What is written is the same.
CREATE OR REPLACE FUNCTION customer_search_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  first text := public.fold(NEW."firstName");
  last text := public.fold(NEW."lastName");
BEGIN
  NEW."searchText" := ' ' || btrim(first || ' ' || last) || ' ' || coalesce('| ' || nullif(concat_ws(' ',
      CASE WHEN first LIKE '% %' THEN replace(first, ' ', '') END,
      CASE WHEN last LIKE '% %' THEN replace(last, ' ', '') END), '') || ' ', '');
  -- Nameless customers sort after every name.
  NEW."sortName" := coalesce(nullif(btrim(last || ' ' || first), ''), U&'\FFFD');
  RETURN NEW;
END $$;

CREATE FUNCTION customer_search_words_of_many() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found record;
BEGIN
  -- One look-up a word and no join, for the reason given in 20261122000002; in one order, so that nobody waits in a circle.
  FOR found IN SELECT DISTINCT m."tenantId" AS tenant, w AS word FROM made m, unnest(string_to_array(btrim(m."searchText"), ' ')) w
    WHERE length(w) >= 3 ORDER BY 1, 2 LOOP
    IF NOT EXISTS (SELECT FROM public."SearchWord" s WHERE s."tenantId" = found.tenant AND s.word = found.word) THEN
      INSERT INTO public."SearchWord" ("tenantId", word) VALUES (found.tenant, found.word) ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

DROP TRIGGER customer_search_words ON "Customer";
CREATE TRIGGER customer_search_words AFTER UPDATE OF "firstName", "lastName" ON "Customer"
  FOR EACH ROW EXECUTE FUNCTION customer_search_words();
CREATE TRIGGER customer_search_words_of_many AFTER INSERT ON "Customer" REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION customer_search_words_of_many();
