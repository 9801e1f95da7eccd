-- Customers from files: what a file is and how it is read, its bytes in pieces, and what each row of it did.
CREATE TABLE "Import" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  status text NOT NULL,
  "fileName" text NOT NULL,
  "fileBytes" integer NOT NULL DEFAULT 0,
  "fileHash" text,
  settings jsonb,
  "settingsVersion" integer NOT NULL DEFAULT 1,
  "position" integer NOT NULL DEFAULT 0,
  "totalRows" integer,
  counts jsonb NOT NULL DEFAULT '{}',
  report jsonb NOT NULL DEFAULT '{}',
  trouble jsonb,
  "createdById" text,
  "createdByName" text NOT NULL,
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
  "updatedAt" timestamptz(3) NOT NULL DEFAULT now(),
  "startedAt" timestamptz(3),
  "finishedAt" timestamptz(3),
  "revertedAt" timestamptz(3),
  "emptiedAt" timestamptz(3),
  CONSTRAINT "Import_pkey" PRIMARY KEY ("tenantId", id)
);
CREATE INDEX "Import_tenantId_createdAt_id_idx" ON "Import" ("tenantId", "createdAt" DESC, id DESC);
CREATE INDEX "Import_tenantId_updatedAt_idx" ON "Import" ("tenantId", "updatedAt");

CREATE TABLE "ImportChunk" (
  "tenantId" text NOT NULL,
  "importId" text NOT NULL,
  place integer NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT "ImportChunk_pkey" PRIMARY KEY ("tenantId", "importId", place),
  CONSTRAINT "ImportChunk_tenantId_importId_fkey" FOREIGN KEY ("tenantId", "importId") REFERENCES "Import" ("tenantId", id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);

-- `row` is the line of the file as a spreadsheet counts it. No foreign key to the customer: the row is written with it, in
-- the same transaction, and customers are never deleted.
CREATE TABLE "ImportRow" (
  "tenantId" text NOT NULL,
  "importId" text NOT NULL,
  "row" integer NOT NULL,
  outcome text NOT NULL,
  "customerId" text,
  version integer,
  undo jsonb,
  cells text[] NOT NULL DEFAULT '{}',
  reasons jsonb,
  reverted text,
  CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("tenantId", "importId", "row"),
  CONSTRAINT "ImportRow_tenantId_importId_fkey" FOREIGN KEY ("tenantId", "importId") REFERENCES "Import" ("tenantId", id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "ImportRow_tenantId_importId_customerId_idx" ON "ImportRow" ("tenantId", "importId", "customerId");

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['Import', 'ImportChunk', 'ImportRow'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO coccinelle_app
      USING ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))
      WITH CHECK ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO coccinelle_app', t);
  END LOOP;
END $$;
-- The file's bytes and what undoing needs are removed after a while; that an import happened is not.
GRANT DELETE ON "ImportChunk", "ImportRow" TO coccinelle_app;
