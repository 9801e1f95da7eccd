-- One change to many customers at once: whom it was meant for, in pieces, and what came of it for each.
CREATE TABLE "BulkJob" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  status text NOT NULL,
  action jsonb NOT NULL,
  target jsonb NOT NULL,
  total integer NOT NULL,
  "position" integer NOT NULL DEFAULT 0,
  "undoPosition" integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  nothing integer NOT NULL DEFAULT 0,
  refused integer NOT NULL DEFAULT 0,
  restored integer NOT NULL DEFAULT 0,
  kept integer NOT NULL DEFAULT 0,
  "createdById" text,
  "createdByName" text NOT NULL,
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
  "updatedAt" timestamptz(3) NOT NULL DEFAULT now(),
  "finishedAt" timestamptz(3),
  "undoneById" text,
  "undoneByName" text,
  "undoneAt" timestamptz(3),
  "emptiedAt" timestamptz(3),
  CONSTRAINT "BulkJob_pkey" PRIMARY KEY ("tenantId", id)
);
CREATE INDEX "BulkJob_tenantId_createdAt_id_idx" ON "BulkJob" ("tenantId", "createdAt" DESC, id DESC);
CREATE INDEX "BulkJob_tenantId_updatedAt_idx" ON "BulkJob" ("tenantId", "updatedAt");

-- Arrays and not a row a customer: a million of them are written while a person waits.
CREATE TABLE "BulkPiece" (
  "tenantId" text NOT NULL,
  "jobId" text NOT NULL,
  place integer NOT NULL,
  ids text[] NOT NULL,
  CONSTRAINT "BulkPiece_pkey" PRIMARY KEY ("tenantId", "jobId", place),
  CONSTRAINT "BulkPiece_tenantId_jobId_fkey" FOREIGN KEY ("tenantId", "jobId") REFERENCES "BulkJob" ("tenantId", id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);

-- The outcome is in the key, and so in the order in which rows are read: a job of a million with three failures shows them
-- at once. No foreign key to the customer: an id that came from a browser may be nobody's.
CREATE TABLE "BulkRow" (
  "tenantId" text NOT NULL,
  "jobId" text NOT NULL,
  outcome text NOT NULL,
  "customerId" text NOT NULL,
  reason text,
  undo jsonb,
  undone text,
  "keptBecause" text,
  at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT "BulkRow_pkey" PRIMARY KEY ("tenantId", "jobId", outcome, "customerId"),
  CONSTRAINT "BulkRow_tenantId_jobId_fkey" FOREIGN KEY ("tenantId", "jobId") REFERENCES "BulkJob" ("tenantId", id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "BulkRow_kept_idx" ON "BulkRow" ("tenantId", "jobId", "customerId") WHERE undone = 'kept';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['BulkJob', 'BulkPiece', 'BulkRow'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO coccinelle_app
      USING ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))
      WITH CHECK ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO coccinelle_app', t);
  END LOOP;
END $$;
-- Who was meant and what came of it is removed after a while; that it happened is not.
GRANT DELETE ON "BulkPiece", "BulkRow" TO coccinelle_app;
