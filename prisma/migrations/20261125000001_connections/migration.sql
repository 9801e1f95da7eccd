-- What a link to another system needs to live: whose account it is, how it fares, which of its tokens is the current one.
ALTER TABLE "CrmConnection"
  ADD COLUMN "accountId" text,
  ADD COLUMN "accountLabel" text,
  ADD COLUMN scopes text[] NOT NULL DEFAULT '{}',
  ADD COLUMN "statusReason" text,
  ADD COLUMN "statusAt" timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN "lastOkAt" timestamptz(3),
  ADD COLUMN "tokenExpiresAt" timestamptz(3),
  ADD COLUMN "tokenEpoch" integer NOT NULL DEFAULT 0,
  ADD COLUMN "leaseOwner" text,
  ADD COLUMN "leaseUntil" timestamptz(3),
  ADD COLUMN "webhookSecrets" text[] NOT NULL DEFAULT '{}',
  ADD COLUMN "noticeAt" timestamptz(3),
  ADD COLUMN "noticeState" text;

-- Somebody on the way through a vendor's consent page. `id` is the SHA-256 of the state in the address.
CREATE TABLE "OAuthState" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  vendor text NOT NULL,
  "sessionId" text NOT NULL,
  "userId" text NOT NULL,
  "connectionId" text,
  role text NOT NULL,
  "redirectUri" text NOT NULL,
  verifier text,
  fields jsonb NOT NULL DEFAULT '{}',
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
  "expiresAt" timestamptz(3) NOT NULL,
  "usedAt" timestamptz(3),
  CONSTRAINT "OAuthState_pkey" PRIMARY KEY ("tenantId", id)
);
ALTER TABLE "OAuthState" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "OAuthState" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "OAuthState" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON "OAuthState" TO coccinelle_app;

-- One row a change that must leave. `key` makes waiting changes of one kind one row; it is free again once a push has begun.
ALTER TABLE "Outbox"
  ADD COLUMN key text,
  ADD COLUMN "externalId" text,
  ADD COLUMN "nextAttemptAt" timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN "claimedBy" text,
  ADD COLUMN "claimedUntil" timestamptz(3);
CREATE UNIQUE INDEX "Outbox_waiting_key" ON "Outbox" ("tenantId", "connectionId", key)
  WHERE "doneAt" IS NULL AND "deadAt" IS NULL AND "claimedBy" IS NULL;
CREATE INDEX "Outbox_customer_idx" ON "Outbox" ("tenantId", "connectionId", "customerId", id)
  WHERE "doneAt" IS NULL AND "deadAt" IS NULL;

-- A connection by its id, for the door of vendors' webhooks, and the connections of an account that a verified delivery names.
GRANT SELECT ON "CrmConnection" TO coccinelle_definer;
CREATE POLICY definer ON "CrmConnection" FOR SELECT TO coccinelle_definer USING (true);

CREATE FUNCTION connection_context(connection_id text)
  RETURNS TABLE (id text, "tenantId" text, vendor text, "accountId" text, "webhookSecrets" text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c."tenantId", c.vendor, c."accountId", c."webhookSecrets" FROM "CrmConnection" c
  WHERE c.id = connection_id AND c."deletedAt" IS NULL $$;

CREATE FUNCTION connections_of_account(of_vendor text, account text)
  RETURNS TABLE (id text, "tenantId" text, vendor text, "accountId" text, "webhookSecrets" text[])
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c."tenantId", c.vendor, c."accountId", c."webhookSecrets" FROM "CrmConnection" c
  WHERE c.vendor = of_vendor AND c."accountId" = account AND c."deletedAt" IS NULL ORDER BY c.id $$;

CREATE UNIQUE INDEX "CrmConnection_id_key" ON "CrmConnection" (id);
CREATE INDEX "CrmConnection_account_idx" ON "CrmConnection" (vendor, "accountId") WHERE "deletedAt" IS NULL;

REVOKE EXECUTE ON FUNCTION connection_context(text), connections_of_account(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION connection_context(text), connections_of_account(text, text) TO coccinelle_app;
GRANT CREATE ON SCHEMA public TO coccinelle_definer;
ALTER FUNCTION connection_context(text) OWNER TO coccinelle_definer;
ALTER FUNCTION connections_of_account(text, text) OWNER TO coccinelle_definer;
REVOKE CREATE ON SCHEMA public FROM coccinelle_definer;
