
-- CreateTable
CREATE TABLE "Tenant" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "region" TEXT NOT NULL DEFAULT 'FR',
    "locale" TEXT NOT NULL DEFAULT 'fr',
    "currency" TEXT NOT NULL DEFAULT 'EUR',
    "timezone" TEXT NOT NULL DEFAULT 'Europe/Paris',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "locale" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "disabledAt" TIMESTAMPTZ(3),

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Membership" (
    "tenantId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Membership_pkey" PRIMARY KEY ("tenantId","userId")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "shopId" TEXT,
    "userAgent" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_throttle" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "login_throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Customer" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "preferredChannel" TEXT,
    "language" TEXT NOT NULL DEFAULT 'fr',
    "segment" TEXT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "searchText" TEXT NOT NULL DEFAULT '',
    "sortName" TEXT COLLATE "C" NOT NULL DEFAULT '',
    "orderCount" INTEGER NOT NULL DEFAULT 0,
    "spentMinor" BIGINT NOT NULL DEFAULT 0,
    "lastOrderAt" TIMESTAMPTZ(3),
    "lastContactAt" TIMESTAMPTZ(3),
    "lastContactChannel" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),
    "mergedIntoId" TEXT,

    CONSTRAINT "Customer_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "CustomerHandle" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "raw" TEXT NOT NULL,
    "reversedDigits" TEXT NOT NULL DEFAULT '',
    "verified" BOOLEAN NOT NULL DEFAULT false,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "isPrimary" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT NOT NULL DEFAULT 'staff',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CustomerHandle_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "ExternalLink" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "base" JSONB,
    "remoteVersion" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ExternalLink_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "CustomerNote" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "createdById" TEXT,
    "createdByName" TEXT NOT NULL,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CustomerNote_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "CustomerActivity" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "channel" TEXT,
    "description" TEXT NOT NULL,
    "timestamp" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "messageId" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CustomerActivity_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "Tag" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "color" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tag_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "CustomerTag" (
    "tenantId" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "tagId" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CustomerTag_pkey" PRIMARY KEY ("tenantId","customerId","tagId")
);

-- CreateTable
CREATE TABLE "ConsentEntry" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "purpose" TEXT NOT NULL DEFAULT 'marketing',
    "state" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "proof" TEXT,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ConsentEntry_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "Order" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "totalMinor" BIGINT NOT NULL,
    "refundedMinor" BIGINT NOT NULL DEFAULT 0,
    "currency" TEXT NOT NULL,
    "placedAt" TIMESTAMPTZ(3) NOT NULL,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Order_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "CustomerMerge" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "winnerId" TEXT NOT NULL,
    "loserId" TEXT NOT NULL,
    "ledger" JSONB NOT NULL,
    "actor" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undoneAt" TIMESTAMPTZ(3),
    "undoneBy" TEXT,

    CONSTRAINT "CustomerMerge_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "CrmConnection" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "vendor" TEXT NOT NULL,
    "role" TEXT NOT NULL DEFAULT 'source',
    "status" TEXT NOT NULL DEFAULT 'connected',
    "label" TEXT,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "credentials" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "CrmConnection_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "Channel" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "secrets" TEXT[],
    "settings" JSONB NOT NULL DEFAULT '{}',
    "version" INTEGER NOT NULL DEFAULT 1,
    "lastReceivedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Channel_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "InboundEvent" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "origin" TEXT NOT NULL,
    "originId" TEXT NOT NULL,
    "eventId" TEXT NOT NULL,
    "headers" JSONB NOT NULL DEFAULT '{}',
    "body" BYTEA NOT NULL,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processedAt" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "InboundEvent_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "Message" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "customerId" TEXT NOT NULL,
    "channelId" TEXT,
    "inboundEventId" TEXT,
    "direction" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "externalId" TEXT NOT NULL,
    "fromAddress" TEXT NOT NULL,
    "toAddress" TEXT,
    "body" TEXT NOT NULL,
    "media" JSONB NOT NULL DEFAULT '[]',
    "status" TEXT NOT NULL,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "occurredAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Message_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "Outbox" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "customerId" TEXT,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "doneAt" TIMESTAMPTZ(3),
    "deadAt" TIMESTAMPTZ(3),
    "error" TEXT,

    CONSTRAINT "Outbox_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "AuditEvent" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "actorName" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "entity" TEXT NOT NULL,
    "entityId" TEXT NOT NULL,
    "changes" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AuditEvent_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "tenantId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "createdById" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "revokedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("tenantId","id")
);

-- CreateTable
CREATE TABLE "IdempotencyKey" (
    "tenantId" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "requestHash" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completedAt" TIMESTAMPTZ(3),

    CONSTRAINT "IdempotencyKey_pkey" PRIMARY KEY ("tenantId","scope","key")
);

-- CreateTable
CREATE TABLE "SearchWord" (
    "tenantId" TEXT NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "SearchWord_pkey" PRIMARY KEY ("tenantId","word")
);

-- CreateIndex
CREATE UNIQUE INDEX "Tenant_slug_key" ON "Tenant"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");

-- CreateIndex
CREATE INDEX "Membership_userId_idx" ON "Membership"("userId");

-- CreateIndex
CREATE INDEX "Session_userId_idx" ON "Session"("userId");

-- CreateIndex
CREATE INDEX "CustomerHandle_tenantId_customerId_idx" ON "CustomerHandle"("tenantId", "customerId");

-- CreateIndex
CREATE INDEX "ExternalLink_tenantId_customerId_idx" ON "ExternalLink"("tenantId", "customerId");

-- CreateIndex
CREATE UNIQUE INDEX "ExternalLink_tenantId_connectionId_externalId_key" ON "ExternalLink"("tenantId", "connectionId", "externalId");

-- CreateIndex
CREATE INDEX "CustomerNote_tenantId_customerId_createdAt_id_idx" ON "CustomerNote"("tenantId", "customerId", "createdAt" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "CustomerActivity_tenantId_customerId_timestamp_id_idx" ON "CustomerActivity"("tenantId", "customerId", "timestamp" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Tag_tenantId_key_key" ON "Tag"("tenantId", "key");

-- CreateIndex
CREATE INDEX "CustomerTag_tenantId_tagId_customerId_idx" ON "CustomerTag"("tenantId", "tagId", "customerId");

-- CreateIndex
CREATE INDEX "ConsentEntry_tenantId_customerId_channel_purpose_at_id_idx" ON "ConsentEntry"("tenantId", "customerId", "channel", "purpose", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "Order_tenantId_customerId_placedAt_idx" ON "Order"("tenantId", "customerId", "placedAt" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Order_tenantId_source_externalId_key" ON "Order"("tenantId", "source", "externalId");

-- CreateIndex
CREATE INDEX "CustomerMerge_tenantId_winnerId_idx" ON "CustomerMerge"("tenantId", "winnerId");

-- CreateIndex
CREATE INDEX "CustomerMerge_tenantId_loserId_idx" ON "CustomerMerge"("tenantId", "loserId");

-- CreateIndex
CREATE UNIQUE INDEX "Channel_id_key" ON "Channel"("id");

-- CreateIndex
CREATE UNIQUE INDEX "InboundEvent_tenantId_originId_eventId_key" ON "InboundEvent"("tenantId", "originId", "eventId");

-- CreateIndex
CREATE INDEX "Message_tenantId_customerId_occurredAt_id_idx" ON "Message"("tenantId", "customerId", "occurredAt" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "Message_tenantId_channelId_externalId_key" ON "Message"("tenantId", "channelId", "externalId");

-- CreateIndex
CREATE INDEX "Outbox_tenantId_connectionId_createdAt_idx" ON "Outbox"("tenantId", "connectionId", "createdAt");

-- CreateIndex
CREATE INDEX "AuditEvent_tenantId_entity_entityId_at_idx" ON "AuditEvent"("tenantId", "entity", "entityId", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_hash_key" ON "ApiKey"("hash");

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Membership" ADD CONSTRAINT "Membership_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Customer" ADD CONSTRAINT "Customer_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerHandle" ADD CONSTRAINT "CustomerHandle_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ExternalLink" ADD CONSTRAINT "ExternalLink_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ExternalLink" ADD CONSTRAINT "ExternalLink_tenantId_connectionId_fkey" FOREIGN KEY ("tenantId", "connectionId") REFERENCES "CrmConnection"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerNote" ADD CONSTRAINT "CustomerNote_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerActivity" ADD CONSTRAINT "CustomerActivity_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerTag" ADD CONSTRAINT "CustomerTag_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CustomerTag" ADD CONSTRAINT "CustomerTag_tenantId_tagId_fkey" FOREIGN KEY ("tenantId", "tagId") REFERENCES "Tag"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConsentEntry" ADD CONSTRAINT "ConsentEntry_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Order" ADD CONSTRAINT "Order_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CrmConnection" ADD CONSTRAINT "CrmConnection_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Channel" ADD CONSTRAINT "Channel_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Message" ADD CONSTRAINT "Message_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Everything below is what Prisma's schema language cannot say: row-level security, search, the queue's door.

-- Extensions (all trusted: the database's owner may create them).
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- The roles are made by the launcher before the migrations run; these lines keep `prisma migrate deploy` working too.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'coccinelle_app') THEN CREATE ROLE coccinelle_app NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'coccinelle_definer') THEN CREATE ROLE coccinelle_definer NOLOGIN; END IF;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO coccinelle_app, coccinelle_definer;

-- The tenant of this transaction, or null. A sub-select in the policies keeps it a one-time value and the indexes usable.
CREATE FUNCTION current_tenant() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  RETURN nullif(current_setting('app.tenant_id', true), '');

DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT table_name FROM information_schema.columns
           WHERE table_schema = 'public' AND column_name = 'tenantId' LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO coccinelle_app
      USING ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))
      WITH CHECK ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO coccinelle_app', t);
  END LOOP;
END $$;

ALTER TABLE "Tenant" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "Tenant" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "Tenant" TO coccinelle_app
  USING (id = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK (id = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, UPDATE ON "Tenant" TO coccinelle_app;

-- People and their sessions belong to no tenant; the app reaches them by id or e-mail only through lib/db/account-repo.ts.
GRANT SELECT, INSERT, UPDATE ON "User", "Session" TO coccinelle_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON login_throttle TO coccinelle_app;

-- Append-only ledgers. A merge may re-parent consent, nothing may rewrite it.
REVOKE UPDATE ON "AuditEvent", "ConsentEntry" FROM coccinelle_app;
GRANT UPDATE ("customerId") ON "ConsentEntry" TO coccinelle_app;
GRANT DELETE ON "CustomerTag", "IdempotencyKey", "Membership" TO coccinelle_app;

-- Uniqueness that only live rows share.
CREATE UNIQUE INDEX "CustomerHandle_live_value_key" ON "CustomerHandle" ("tenantId", kind, value)
  WHERE "deletedAt" IS NULL AND NOT shared;
CREATE UNIQUE INDEX "CrmConnection_primary_key" ON "CrmConnection" ("tenantId") WHERE role = 'primary' AND "deletedAt" IS NULL;

-- Handle look-ups: exact for shared numbers too, by prefix, and by the last digits.
CREATE INDEX "CustomerHandle_value_idx" ON "CustomerHandle" ("tenantId", kind, value text_pattern_ops) WHERE "deletedAt" IS NULL;
CREATE INDEX "CustomerHandle_last_digits_idx" ON "CustomerHandle" ("tenantId", "reversedDigits" text_pattern_ops)
  WHERE "deletedAt" IS NULL AND "reversedDigits" <> '';

-- One index for every sort the customer list offers (keyset: the sort column, then the id).
CREATE INDEX "Customer_list_name_idx" ON "Customer" ("tenantId", "sortName", id) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_list_created_idx" ON "Customer" ("tenantId", "createdAt" DESC, id DESC) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_list_updated_idx" ON "Customer" ("tenantId", "updatedAt" DESC, id DESC) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_list_contact_idx" ON "Customer"
  ("tenantId", (coalesce("lastContactAt", '-infinity'::timestamptz)) DESC, id DESC) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_list_spent_idx" ON "Customer" ("tenantId", "spentMinor" DESC, id DESC) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_list_orders_idx" ON "Customer" ("tenantId", "orderCount" DESC, id DESC) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_segment_idx" ON "Customer" ("tenantId", segment, "createdAt" DESC, id DESC) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_search_idx" ON "Customer" USING gin ("tenantId", "searchText" gin_trgm_ops) WHERE "deletedAt" IS NULL;
CREATE INDEX "Customer_changes_idx" ON "Customer" ("tenantId", "updatedAt", id);
CREATE INDEX "SearchWord_word_idx" ON "SearchWord" USING gin ("tenantId", word gin_trgm_ops);
CREATE INDEX "InboundEvent_waiting_idx" ON "InboundEvent" ("tenantId", "receivedAt") WHERE "processedAt" IS NULL;
CREATE INDEX "Outbox_waiting_idx" ON "Outbox" ("tenantId", "connectionId", "createdAt") WHERE "doneAt" IS NULL AND "deadAt" IS NULL;

-- "Hélène L'Hôte-Œuvré" → "helene l hote oeuvre": case, accents, ligatures and punctuation do not count.
CREATE FUNCTION fold(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN btrim(regexp_replace(
    lower(public.unaccent('public.unaccent'::regdictionary, normalize(coalesce(value, ''), NFC))), '[^[:alnum:]]+', ' ', 'g'));

-- "Anne-Sophie" → "annesophie", for people who type it in one; nothing for a name of one word.
CREATE FUNCTION glued(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN CASE WHEN public.fold(value) LIKE '% %' THEN replace(public.fold(value), ' ', '') END;

-- " anne sophie le goff | annesophie legoff ": every word has a space before and after it.
CREATE FUNCTION customer_search_columns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."searchText" := ' ' || public.fold(concat_ws(' ', NEW."firstName", NEW."lastName")) || ' '
    || coalesce('| ' || nullif(concat_ws(' ', public.glued(NEW."firstName"), public.glued(NEW."lastName")), '') || ' ', '');
  -- Nameless customers sort after every name.
  NEW."sortName" := coalesce(nullif(public.fold(concat_ws(' ', NEW."lastName", NEW."firstName")), ''), U&'\FFFD');
  RETURN NEW;
END $$;
CREATE TRIGGER customer_search_columns BEFORE INSERT OR UPDATE OF "firstName", "lastName" ON "Customer"
  FOR EACH ROW EXECUTE FUNCTION customer_search_columns();

CREATE FUNCTION customer_search_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public."SearchWord" ("tenantId", word)
    SELECT NEW."tenantId", w FROM (SELECT DISTINCT w FROM regexp_split_to_table(btrim(NEW."searchText"), ' ') w ORDER BY w) words
    WHERE length(w) >= 3
      AND NOT EXISTS (SELECT FROM public."SearchWord" known WHERE known."tenantId" = NEW."tenantId" AND known.word = w)
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER customer_search_words AFTER INSERT OR UPDATE OF "firstName", "lastName" ON "Customer"
  FOR EACH ROW EXECUTE FUNCTION customer_search_words();

-- Doors that must see past row-level security, and only what they name. They belong to a role that cannot sign in.
GRANT SELECT ON "Tenant", "User", "Session", "Membership", "ApiKey", "Channel", "Customer", "CustomerHandle", "SearchWord"
  TO coccinelle_definer;
CREATE POLICY definer ON "Tenant" FOR SELECT TO coccinelle_definer USING (true);
CREATE POLICY definer ON "Membership" FOR SELECT TO coccinelle_definer USING (true);
CREATE POLICY definer ON "ApiKey" FOR SELECT TO coccinelle_definer USING (true);
CREATE POLICY definer ON "Channel" FOR SELECT TO coccinelle_definer USING (true);
CREATE POLICY definer ON "Customer" FOR SELECT TO coccinelle_definer USING (true);
CREATE POLICY definer ON "CustomerHandle" FOR SELECT TO coccinelle_definer USING (true);
CREATE POLICY definer ON "SearchWord" FOR SELECT TO coccinelle_definer USING (true);

CREATE FUNCTION is_empty_installation() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  RETURN NOT EXISTS (SELECT FROM "Tenant");

-- A shop by its id or its slug.
CREATE FUNCTION tenant_by_ref(ref text)
  RETURNS TABLE (id text, slug text, name text, region text, locale text, currency text, timezone text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.slug, t.name, t.region, t.locale, t.currency, t.timezone FROM "Tenant" t WHERE t.id = ref OR t.slug = ref
  ORDER BY (t.id = ref) DESC LIMIT 1 $$;

CREATE FUNCTION tenant_ids() RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id FROM "Tenant" ORDER BY id $$;

-- Who is signed in, and in which shop; no row when the session ended, was revoked, or the person left the shop.
CREATE FUNCTION session_context(session_id text)
  RETURNS TABLE ("sessionId" text, "userId" text, email text, "userName" text, "userLocale" text, role text, "tenantId" text,
    slug text, "tenantName" text, region text, locale text, currency text, timezone text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, u.id, u.email, u.name, u.locale, m.role, t.id, t.slug, t.name, t.region, t.locale, t.currency, t.timezone
  FROM "Session" s JOIN "User" u ON u.id = s."userId" JOIN "Membership" m ON m."userId" = u.id JOIN "Tenant" t ON t.id = m."tenantId"
  WHERE s.id = session_id AND s."revokedAt" IS NULL AND s."expiresAt" > now() AND u."disabledAt" IS NULL
  ORDER BY (t.id = s."shopId") DESC, t.name, t.id LIMIT 1 $$;

CREATE FUNCTION memberships_of(user_id text) RETURNS TABLE ("tenantId" text, slug text, name text, role text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT t.id, t.slug, t.name, m.role FROM "Membership" m JOIN "Tenant" t ON t.id = m."tenantId" WHERE m."userId" = user_id
  ORDER BY t.name, t.id $$;

CREATE FUNCTION api_key_context(key_hash text)
  RETURNS TABLE ("keyId" text, name text, scopes text[], "lastUsedAt" timestamptz, "tenantId" text, slug text, "tenantName" text,
    region text, locale text, currency text, timezone text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, k.name, k.scopes, k."lastUsedAt", t.id, t.slug, t.name, t.region, t.locale, t.currency, t.timezone
  FROM "ApiKey" k JOIN "Tenant" t ON t.id = k."tenantId"
  WHERE k.hash = key_hash AND k."revokedAt" IS NULL AND (k."expiresAt" IS NULL OR k."expiresAt" > now()) $$;

CREATE FUNCTION channel_context(channel_id text)
  RETURNS TABLE (id text, type text, secrets text[], settings jsonb, "tenantId" text, region text)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.type, c.secrets, c.settings, t.id, t.region
  FROM "Channel" c JOIN "Tenant" t ON t.id = c."tenantId" WHERE c.id = channel_id AND c."deletedAt" IS NULL $$;

-- Words of customers' names that one typing mistake separates from `wanted`: one letter more, less or other, two swapped,
-- or two mistakes in a long word.
CREATE FUNCTION near_words(tenant text, wanted text) RETURNS SETOF text
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp SET pg_trgm.similarity_threshold = 0.25 AS $$
  SELECT word FROM (
    SELECT word, levenshtein_less_equal(word, left(wanted, 60), 2) AS distance FROM "SearchWord"
    WHERE "tenantId" = tenant AND word % wanted AND length(word) <= 60) near
  WHERE distance <= 1 OR (distance = 2 AND length(wanted) >= 8)
    OR (distance = 2 AND length(word) = length(wanted) AND
        (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(word, '') c)
      = (SELECT string_agg(c, '' ORDER BY c) FROM regexp_split_to_table(wanted, '') c))
  ORDER BY distance, similarity(word, wanted) DESC, word LIMIT 12 $$;

-- Customers of the transaction's tenant for what a person typed. `wanted` is the text; `numbers` are E.164 readings of it,
-- `starts` at most one E.164 beginning, `ending` its digits (empty when it is no number). Each kind of match gives its best `most` (all
-- when null), so the first `most` by rank and id are the same whatever `most` is; `rank` is 0 to 1, and no id comes twice.
-- A definer function because LIKE and % are not leakproof: under a policy PostgreSQL would not use the trigram indexes.
CREATE FUNCTION search_customers(wanted text, numbers text[], starts text[], ending text, most integer)
  RETURNS TABLE (id text, rank real)
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 60
  SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan SET enable_seqscan = off AS $$
DECLARE
  tenant text := nullif(current_setting('app.tenant_id', true), '');
  folded text := left(fold(wanted), 200);
  words text[] := (regexp_split_to_array(left(fold(wanted), 200), ' '))[1:6];
  address text := replace(replace(replace(lower(btrim(wanted)), '\', '\\'), '%', '\%'), '_', '\_');
  typed text;
  whole text;
  conditions text[];
  ranks text[] := ARRAY['1', '0.95', '0.9', '0.8'];
  earlier text := 'false';
  total integer := 0;
  found integer;
  mended text := 'true';
  near text;
  word text;
BEGIN
  IF tenant IS NULL OR btrim(wanted) = '' THEN RETURN; END IF;

  IF ending <> '' THEN
    RETURN QUERY
      SELECT hit.cid, max(hit.score)::real FROM (
        (SELECT h."customerId" AS cid, 1.0 AS score FROM "CustomerHandle" h
          WHERE h."tenantId" = tenant AND h.kind IN ('phone', 'whatsapp') AND h.value = ANY (numbers) AND h."deletedAt" IS NULL
          ORDER BY 1 LIMIT most)
        UNION ALL
        (SELECT h."customerId", 0.9 FROM "CustomerHandle" h
          WHERE h."tenantId" = tenant AND h."reversedDigits" LIKE reverse(ending) || '%' AND h."reversedDigits" <> ''
            AND h."deletedAt" IS NULL ORDER BY 1 LIMIT most)
        UNION ALL
        (SELECT h."customerId", 0.8 FROM "CustomerHandle" h
          WHERE h."tenantId" = tenant AND h.kind = 'phone' AND h.value LIKE starts[1] || '%' AND h."deletedAt" IS NULL ORDER BY 1 LIMIT most)) hit
      JOIN "Customer" c ON c."tenantId" = tenant AND c.id = hit.cid AND c."deletedAt" IS NULL
      GROUP BY hit.cid ORDER BY 2 DESC, 1 LIMIT most;
    RETURN;
  END IF;

  IF position('@' IN wanted) > 0 THEN
    RETURN QUERY
      SELECT h."customerId", max(CASE WHEN h.value = lower(btrim(wanted)) THEN 1.0 ELSE 0.9 END)::real FROM "CustomerHandle" h
      JOIN "Customer" c ON c."tenantId" = tenant AND c.id = h."customerId" AND c."deletedAt" IS NULL
      WHERE h."tenantId" = tenant AND h.kind = 'email' AND h.value LIKE address || '%' AND h."deletedAt" IS NULL
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT most;
    RETURN;
  END IF;

  IF folded = '' THEN RETURN; END IF;

  -- Every word typed begins a word of the name, in any order; or the words are parts of one: "de la croix" for Delacroix.
  SELECT string_agg(format('c."searchText" LIKE %L', '% ' || w || '%'), ' AND ') INTO typed FROM unnest(words) w;
  IF array_length(words, 1) > 1 THEN
    typed := format('((%s) OR c."searchText" LIKE %L)', typed, '% ' || replace(folded, ' ', '') || '%');
  END IF;
  whole := format('(c."sortName" = %1$L OR (c."searchText" LIKE %2$L AND (c."searchText" = %3$L OR c."searchText" LIKE %4$L)))',
    folded, '% ' || folded || ' %', ' ' || folded || ' ', ' ' || folded || ' |%');
  conditions := ARRAY[whole, format('c."searchText" LIKE %L', '% ' || folded || ' %'), format('c."sortName" LIKE %L', folded || '%'), typed];
  EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM "Customer" c WHERE c."tenantId" = %L AND c."deletedAt" IS NULL AND %s LIMIT 1000) few',
    tenant, typed) INTO total;
  IF total = 1000 AND most < 500 THEN
    -- A frequent beginning: from the best kind of match to the weakest, each by id, until the page is full, so that not all
    -- its rows are read for the few that are shown. Whole words are rarer: an empty text added to the id keeps PostgreSQL
    -- from walking through all customers in the order of their ids to find them.
    total := 0;
    FOR kind IN 1..4 LOOP
      RETURN QUERY EXECUTE format(
        'SELECT c.id, %s::real FROM "Customer" c WHERE c."tenantId" = %L AND c."deletedAt" IS NULL AND %s AND NOT (%s) ORDER BY c.id%s LIMIT %s',
        ranks[kind], tenant, conditions[kind], earlier, CASE WHEN kind <= 2 THEN ' || ''''' END, most - total);
      GET DIAGNOSTICS found = ROW_COUNT;
      total := total + found;
      IF total >= most THEN RETURN; END IF;
      earlier := earlier || ' OR ' || conditions[kind];
    END LOOP;
  ELSE
    RETURN QUERY EXECUTE format($q$
      SELECT c.id, (CASE WHEN %1$s THEN %2$s WHEN %3$s THEN %4$s WHEN %5$s THEN %6$s ELSE %7$s END)::real
      FROM "Customer" c WHERE c."tenantId" = %8$L AND c."deletedAt" IS NULL AND %9$s ORDER BY 2 DESC, 1 LIMIT $1$q$,
      conditions[1], ranks[1], conditions[2], ranks[2], conditions[3], ranks[3], ranks[4], tenant, typed) USING most;
    IF total >= most THEN RETURN; END IF;
    earlier := typed;
  END IF;

  -- One word may also begin an e-mail address.
  address := CASE WHEN length(folded) >= 2 AND position(' ' IN btrim(wanted)) = 0 THEN address || '%' END;
  IF address IS NOT NULL THEN
    RETURN QUERY EXECUTE format($q$
      WITH hit AS MATERIALIZED (SELECT DISTINCT h."customerId" AS cid FROM "CustomerHandle" h
        WHERE h."tenantId" = %1$L AND h.kind = 'email' AND h.value LIKE %2$L AND h."deletedAt" IS NULL)
      SELECT c.id, 0.7::real FROM hit JOIN "Customer" c ON c."tenantId" = %1$L AND c.id = hit.cid AND c."deletedAt" IS NULL
      WHERE NOT (%3$s) ORDER BY c.id LIMIT %4$s$q$, tenant, address, earlier, coalesce((most - total)::text, 'ALL'));
  END IF;
  -- Enough people are called what was typed.
  IF total >= 10 THEN RETURN; END IF;

  -- Few or none: mend each word against the shop's own words. "Dupond" also finds Dupont, after every Dupond.
  FOREACH word IN ARRAY words LOOP
    near := format('c."searchText" LIKE %L', '% ' || word || '%');
    IF length(word) >= 4 THEN
      SELECT near || coalesce(string_agg(format(' OR c."searchText" LIKE %L', '% ' || w || ' %'), ''), '') INTO near
      FROM near_words(tenant, word) w;
    END IF;
    mended := mended || ' AND (' || near || ')';
  END LOOP;
  RETURN QUERY EXECUTE format($q$
    SELECT c.id, (0.6 * similarity(btrim(split_part(c."searchText", '|', 1)), $1))::real FROM "Customer" c
    WHERE c."tenantId" = %1$L AND c."deletedAt" IS NULL AND %2$s AND NOT (%3$s)
      AND NOT EXISTS (SELECT FROM "CustomerHandle" h WHERE h."tenantId" = %1$L AND h."customerId" = c.id AND h.kind = 'email'
        AND h.value LIKE $2 AND h."deletedAt" IS NULL)
    ORDER BY 2 DESC, 1 LIMIT $3$q$, tenant, mended, earlier)
    USING folded, address, most;
END $$;

-- The app's only way to the queue, usable inside its own transactions; it cannot read the queue.
CREATE FUNCTION enqueue_job(task text, payload json, queue text DEFAULT NULL, job_key text DEFAULT NULL, max_attempts integer DEFAULT 25)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, queue_name => queue, max_attempts => max_attempts, job_key => job_key);
END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO coccinelle_app, coccinelle_definer;
REVOKE EXECUTE ON FUNCTION near_words(text, text) FROM coccinelle_app;

-- To own a function a role must be allowed to create in its schema, for the length of this statement only.
GRANT CREATE ON SCHEMA public TO coccinelle_definer;
ALTER FUNCTION is_empty_installation() OWNER TO coccinelle_definer;
ALTER FUNCTION tenant_by_ref(text) OWNER TO coccinelle_definer;
ALTER FUNCTION tenant_ids() OWNER TO coccinelle_definer;
ALTER FUNCTION session_context(text) OWNER TO coccinelle_definer;
ALTER FUNCTION memberships_of(text) OWNER TO coccinelle_definer;
ALTER FUNCTION api_key_context(text) OWNER TO coccinelle_definer;
ALTER FUNCTION channel_context(text) OWNER TO coccinelle_definer;
ALTER FUNCTION near_words(text, text) OWNER TO coccinelle_definer;
ALTER FUNCTION search_customers(text, text[], text[], text, integer) OWNER TO coccinelle_definer;
REVOKE CREATE ON SCHEMA public FROM coccinelle_definer;
