-- The customer list as somebody keeps it: filters, order and columns under a name. `shared`: everybody of the shop sees it;
-- otherwise its owner alone, which the application sees to.
CREATE TABLE "SavedView" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  "ownerId" text NOT NULL,
  name text NOT NULL,
  shared boolean NOT NULL DEFAULT false,
  state jsonb NOT NULL,
  position integer NOT NULL,
  version integer NOT NULL DEFAULT 1,
  "updatedByName" text NOT NULL,
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
  "updatedAt" timestamptz(3) NOT NULL DEFAULT now(),
  "deletedAt" timestamptz(3),
  CONSTRAINT "SavedView_pkey" PRIMARY KEY ("tenantId", id)
);
CREATE INDEX "SavedView_tenantId_ownerId_idx" ON "SavedView" ("tenantId", "ownerId");

-- What the list opens for a person who has chosen; `viewId` is a SavedView or one that every shop has.
CREATE TABLE "ChosenView" (
  "tenantId" text NOT NULL,
  "userId" text NOT NULL,
  "viewId" text NOT NULL,
  CONSTRAINT "ChosenView_pkey" PRIMARY KEY ("tenantId", "userId")
);

ALTER TABLE "SavedView" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "SavedView" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "SavedView" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, UPDATE ON "SavedView" TO coccinelle_app;

ALTER TABLE "ChosenView" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ChosenView" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ChosenView" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, UPDATE, DELETE ON "ChosenView" TO coccinelle_app;
