-- By which keys the stored secrets are sealed: the start asks it, so that a wrong APP_SECRET is told before anything fails.
-- It gives names of keys and nothing that is sealed. Envelopes are written `v1.<key>.…` (lib/db/secrets.ts).
CREATE FUNCTION sealed_key_ids() RETURNS TABLE (id text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT split_part(sealed.envelope, '.', 2) FROM (
    SELECT unnest(c.secrets) AS envelope FROM "Channel" c WHERE c."deletedAt" IS NULL
    UNION ALL SELECT c.credentials FROM "CrmConnection" c WHERE c."deletedAt" IS NULL AND c.credentials IS NOT NULL
    UNION ALL SELECT unnest(c."webhookSecrets") FROM "CrmConnection" c WHERE c."deletedAt" IS NULL
  ) sealed ORDER BY 1 $$;

REVOKE EXECUTE ON FUNCTION sealed_key_ids() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sealed_key_ids() TO coccinelle_app;
GRANT CREATE ON SCHEMA public TO coccinelle_definer;
ALTER FUNCTION sealed_key_ids() OWNER TO coccinelle_definer;
REVOKE CREATE ON SCHEMA public FROM coccinelle_definer;
