-- The home page counts the last thirty days; without these it would read every message and order of the shop.

-- CreateIndex
CREATE INDEX "Order_tenantId_placedAt_idx" ON "Order"("tenantId", "placedAt");

-- CreateIndex
CREATE INDEX "Message_tenantId_occurredAt_idx" ON "Message"("tenantId", "occurredAt");
