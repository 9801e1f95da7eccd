-- A shop's figures are read from the rows themselves, a period at a time: everything that is counted stands in the index, so
-- that a year of a large shop is one walk along it.
DROP INDEX "Order_tenantId_placedAt_idx";
CREATE INDEX "Order_figures_idx" ON "Order" ("tenantId", "placedAt") INCLUDE (currency, status, "totalMinor", "refundedMinor");
DROP INDEX "Message_tenantId_occurredAt_idx";
CREATE INDEX "Message_figures_idx" ON "Message" ("tenantId", "occurredAt") INCLUDE (channel, direction, "customerId");

-- How many live customers each segment had on a day of the shop; '' are those without one. Segments leave no trace to count later.
CREATE TABLE "SegmentDay" (
  "tenantId" text NOT NULL,
  day date NOT NULL,
  segment text NOT NULL,
  customers integer NOT NULL,
  CONSTRAINT "SegmentDay_pkey" PRIMARY KEY ("tenantId", day, segment)
);

-- Which finished imports a person has looked at.
CREATE TABLE "ImportLook" (
  "tenantId" text NOT NULL,
  "userId" text NOT NULL,
  "importId" text NOT NULL,
  at timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT "ImportLook_pkey" PRIMARY KEY ("tenantId", "userId", "importId")
);

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['SegmentDay', 'ImportLook'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO coccinelle_app
      USING ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))
      WITH CHECK ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO coccinelle_app', t);
  END LOOP;
END $$;
