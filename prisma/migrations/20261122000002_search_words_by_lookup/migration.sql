-- One look-up a word. As one statement with NOT EXISTS the planner joined, and walked through all words of the shop at every
-- customer written: milliseconds each, more with every new name (seen by the bench).
CREATE OR REPLACE FUNCTION customer_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  found_word text;
BEGIN
  FOR found_word IN SELECT DISTINCT w FROM unnest(string_to_array(btrim(NEW."searchText"), ' ')) w WHERE length(w) >= 3 ORDER BY w LOOP
    IF NOT EXISTS (SELECT FROM public."SearchWord" WHERE "tenantId" = NEW."tenantId" AND word = found_word) THEN
      INSERT INTO public."SearchWord" ("tenantId", word) VALUES (NEW."tenantId", found_word) ON CONFLICT DO NOTHING;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
