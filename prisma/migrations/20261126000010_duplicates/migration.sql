-- What a customer could be recognised by, hashed: whoever shares a key is looked at, nobody else. `seenAt` is the customer's
-- "updatedAt" at the last finished look, `version` that of the rules it was made with. The shop is part of every hash.
CREATE TABLE "CustomerMatch" (
  "tenantId" text NOT NULL,
  "customerId" text NOT NULL,
  keys bigint[] NOT NULL,
  version integer NOT NULL DEFAULT 0,
  "seenAt" timestamptz(3),
  CONSTRAINT "CustomerMatch_pkey" PRIMARY KEY ("tenantId", "customerId"),
  CONSTRAINT "CustomerMatch_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId")
    REFERENCES "Customer" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "CustomerMatch_keys_idx" ON "CustomerMatch" USING gin (keys) WITH (fastupdate = off);

-- Two customers who may be one person. `dismissedAt` says "not the same person" and is never forgotten by a new look.
CREATE TABLE "DuplicateSuggestion" (
  "tenantId" text NOT NULL,
  "customerA" text NOT NULL,
  "customerB" text NOT NULL,
  score integer NOT NULL,
  evidence jsonb NOT NULL DEFAULT '[]',
  state text NOT NULL DEFAULT 'open',
  "dismissedBy" text,
  "dismissedAt" timestamptz(3),
  "computedAt" timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT "DuplicateSuggestion_pkey" PRIMARY KEY ("tenantId", "customerA", "customerB"),
  CONSTRAINT "DuplicateSuggestion_order" CHECK ("customerA" COLLATE "C" < "customerB" COLLATE "C"),
  CONSTRAINT "DuplicateSuggestion_state" CHECK (state IN ('open', 'dismissed', 'merged')),
  CONSTRAINT "DuplicateSuggestion_tenantId_customerA_fkey" FOREIGN KEY ("tenantId", "customerA")
    REFERENCES "Customer" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "DuplicateSuggestion_tenantId_customerB_fkey" FOREIGN KEY ("tenantId", "customerB")
    REFERENCES "Customer" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "DuplicateSuggestion_tenantId_customerB_idx" ON "DuplicateSuggestion" ("tenantId", "customerB");
CREATE INDEX "DuplicateSuggestion_open_idx" ON "DuplicateSuggestion" ("tenantId", score DESC, "customerA" DESC, "customerB" DESC)
  WHERE state = 'open';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['CustomerMatch', 'DuplicateSuggestion'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO coccinelle_app
      USING ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))
      WITH CHECK ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO coccinelle_app', t);
  END LOOP;
END $$;

-- Pairs of the transaction's tenant that share a key, at most `most` for each of `ids`, those with most keys in common first.
-- A definer function because && is not leakproof: under a policy PostgreSQL would not use the index.
GRANT SELECT ON "CustomerMatch" TO coccinelle_definer;
CREATE POLICY definer ON "CustomerMatch" FOR SELECT TO coccinelle_definer USING (true);

CREATE FUNCTION duplicate_candidates(ids text[], most integer) RETURNS TABLE (id text, "otherId" text)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 500
  SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
  tenant text := nullif(current_setting('app.tenant_id', true), '');
  mine record;
BEGIN
  IF tenant IS NULL THEN RETURN; END IF;
  FOR mine IN SELECT m."customerId", m.keys FROM "CustomerMatch" m
    WHERE m."tenantId" = tenant AND m."customerId" = ANY (ids) AND cardinality(m.keys) > 0 LOOP
    RETURN QUERY
      SELECT mine."customerId", other."customerId" FROM "CustomerMatch" other
      WHERE other.keys && mine.keys AND other."tenantId" = tenant AND other."customerId" <> mine."customerId"
      ORDER BY (SELECT count(*) FROM unnest(other.keys) k WHERE k = ANY (mine.keys)) DESC, other."customerId" LIMIT most;
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION duplicate_candidates(text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION duplicate_candidates(text[], integer) TO coccinelle_app;
GRANT CREATE ON SCHEMA public TO coccinelle_definer;
ALTER FUNCTION duplicate_candidates(text[], integer) OWNER TO coccinelle_definer;
REVOKE CREATE ON SCHEMA public FROM coccinelle_definer;
