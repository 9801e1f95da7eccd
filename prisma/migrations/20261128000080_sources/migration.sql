-- Customers and orders that come in from linked systems: how far each stream has been read, and why a link is whose it is.
-- `pages` counts the pages that took effect: whoever applies one says which it was, so that of two at once one does.
CREATE TABLE "SourceStream" (
  "tenantId" text NOT NULL,
  "connectionId" text NOT NULL,
  stream text NOT NULL,
  cursor text,
  "nightCursor" text,
  pages integer NOT NULL DEFAULT 0,
  done integer NOT NULL DEFAULT 0,
  total integer,
  skipped integer NOT NULL DEFAULT 0,
  stirred boolean NOT NULL DEFAULT false,
  error text,
  "startedAt" timestamptz(3) NOT NULL DEFAULT now(),
  "pageAt" timestamptz(3),
  "finishedAt" timestamptz(3),
  "pulledAt" timestamptz(3),
  CONSTRAINT "SourceStream_pkey" PRIMARY KEY ("tenantId", "connectionId", stream),
  CONSTRAINT "SourceStream_tenantId_connectionId_fkey" FOREIGN KEY ("tenantId", "connectionId")
    REFERENCES "CrmConnection" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE
);

ALTER TABLE "SourceStream" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "SourceStream" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "SourceStream" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON "SourceStream" TO coccinelle_app;

-- `guest`: somebody who bought without an account; there is no record over there to write to.
ALTER TABLE "ExternalLink" ADD COLUMN kind text NOT NULL DEFAULT 'customer', ADD COLUMN evidence jsonb;
-- Whose order numbers they are: settled at the first order, the same when the account is linked anew.
ALTER TABLE "CrmConnection" ADD COLUMN "orderSource" text;

-- Somebody who was erased over there is asked for at every page of buyers.
CREATE INDEX "AuditEvent_erased_idx" ON "AuditEvent" ("tenantId", (changes->>'connectionId'), (changes->>'externalId'))
  WHERE entity = 'customer' AND action = 'link.erased';
