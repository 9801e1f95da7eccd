-- What has left, and what a vendor told and had its effect, is forgotten after a while: lib/db/purge-settled.ts.
GRANT DELETE ON "Outbox", "InboundEvent" TO coccinelle_app;
CREATE INDEX "Outbox_done_idx" ON "Outbox" ("tenantId", "doneAt") WHERE "doneAt" IS NOT NULL;
CREATE INDEX "InboundEvent_settled_idx" ON "InboundEvent" ("tenantId", "processedAt")
  WHERE "processedAt" IS NOT NULL AND origin = 'connection';

-- What was given up is counted and shown on every visit of the settings, beside many rows that have left.
CREATE INDEX "Outbox_dead_idx" ON "Outbox" ("tenantId", "connectionId", "deadAt") WHERE "deadAt" IS NOT NULL AND "doneAt" IS NULL;

-- Asked at the first push of every customer: whether somebody who became part of him may not be sent.
CREATE INDEX "Customer_merged_idx" ON "Customer" ("tenantId", "mergedIntoId") WHERE "mergedIntoId" IS NOT NULL;
-- Asked at every merge and erasure that a vendor tells. Row-level security keeps an index on the JSON from being used, so it
-- holds the few lines that can be meant.
CREATE INDEX "AuditEvent_gone_idx" ON "AuditEvent" ("tenantId", at DESC) WHERE entity = 'customer' AND action = 'link.gone';
