-- Addresses under which a customer sees and changes by himself what he agreed to. Only the SHA-256 of what is in the address is
-- kept. "channel" is what he was asked about, null for a link that somebody copied from his record.
CREATE TABLE "PreferenceLink" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  "customerId" text NOT NULL,
  "tokenHash" text NOT NULL,
  channel text,
  "bulkJobId" text,
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
  "expiresAt" timestamptz(3) NOT NULL,
  "revokedAt" timestamptz(3),
  "firstUsedAt" timestamptz(3),
  CONSTRAINT "PreferenceLink_pkey" PRIMARY KEY ("tenantId", id),
  CONSTRAINT "PreferenceLink_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId")
    REFERENCES "Customer" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "PreferenceLink_tenantId_bulkJobId_fkey" FOREIGN KEY ("tenantId", "bulkJobId")
    REFERENCES "BulkJob" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "PreferenceLink_tokenHash_key" ON "PreferenceLink" ("tokenHash");
CREATE INDEX "PreferenceLink_tenantId_customerId_channel_createdAt_idx"
  ON "PreferenceLink" ("tenantId", "customerId", channel, "createdAt");
CREATE INDEX "PreferenceLink_tenantId_bulkJobId_id_idx" ON "PreferenceLink" ("tenantId", "bulkJobId", id);

ALTER TABLE "PreferenceLink" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "PreferenceLink" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "PreferenceLink" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, UPDATE ON "PreferenceLink" TO coccinelle_app;

-- Which shop's and whose a link is, while it is open: nobody is signed in who opens one.
GRANT SELECT ON "PreferenceLink" TO coccinelle_definer;
CREATE POLICY definer ON "PreferenceLink" FOR SELECT TO coccinelle_definer USING (true);

CREATE FUNCTION preference_link_context(token_hash text)
  RETURNS TABLE ("linkId" text, "customerId" text, "tenantId" text, slug text, "tenantName" text, region text, locale text,
    currency text, timezone text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT l.id, l."customerId", t.id, t.slug, t.name, t.region, t.locale, t.currency, t.timezone
  FROM "PreferenceLink" l JOIN "Tenant" t ON t.id = l."tenantId"
  WHERE l."tokenHash" = token_hash AND l."revokedAt" IS NULL AND l."expiresAt" > now() $$;

REVOKE EXECUTE ON FUNCTION preference_link_context(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION preference_link_context(text) TO coccinelle_app;
GRANT CREATE ON SCHEMA public TO coccinelle_definer;
ALTER FUNCTION preference_link_context(text) OWNER TO coccinelle_definer;
REVOKE CREATE ON SCHEMA public FROM coccinelle_definer;
