-- The tag manager: tags are renamed, merged, coloured and taken away, and all of it can be undone.

-- A tag that was taken away or merged keeps its rows of "CustomerTag": undo then has nothing to remember. Its name is free.
-- `mergedIntoId` without `deletedAt`: the merge is under way, from `mergedAfter` (a customer's id) on. `toldAfter`: so far
-- customers were told to whoever follows changes; null when nothing is to be told. `followed`: the saved views and
-- segments that a merge changed, as they were and as it left them.
ALTER TABLE "Tag"
  ADD COLUMN version integer NOT NULL DEFAULT 1,
  ADD COLUMN customers integer NOT NULL DEFAULT 0,
  ADD COLUMN "mergedIntoId" text,
  ADD COLUMN "mergedAfter" text,
  ADD COLUMN "toldAfter" text,
  ADD COLUMN followed jsonb,
  ADD COLUMN "updatedByName" text,
  ADD COLUMN "deletedAt" timestamptz(3);
DROP INDEX "Tag_tenantId_key_key";
CREATE UNIQUE INDEX "Tag_live_key" ON "Tag" ("tenantId", key) WHERE "deletedAt" IS NULL;

-- The tag by whose merge a customer got this one; null when somebody gave it.
ALTER TABLE "CustomerTag" ADD COLUMN "viaTagId" text;

-- Live customers of a tag are "Tag".customers and these, so that nobody who tags waits for another; folded in at night.
CREATE TABLE "TagDelta" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  "tagId" text NOT NULL,
  delta integer NOT NULL,
  CONSTRAINT "TagDelta_pkey" PRIMARY KEY ("tenantId", id)
);
CREATE INDEX "TagDelta_tenantId_tagId_idx" ON "TagDelta" ("tenantId", "tagId");
ALTER TABLE "TagDelta" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "TagDelta" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "TagDelta" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT, DELETE ON "TagDelta" TO coccinelle_app;

-- One look by key for each row: a join is planned by what is known of the tables, which is nothing after a large import.
-- Whoever is given a tag that became part of another while they were at it gets that other one too: nothing is lost.
CREATE FUNCTION count_tagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Also where this ends: the insertion below calls it again, in the end with nobody.
  IF NOT EXISTS (SELECT FROM added) THEN RETURN NULL; END IF;
  INSERT INTO public."TagDelta" ("tenantId", id, "tagId", delta)
    SELECT n."tenantId", gen_random_uuid()::text, n."tagId", sum((
      SELECT (c."deletedAt" IS NULL)::int FROM public."Customer" c WHERE c."tenantId" = n."tenantId" AND c.id = n."customerId"))
    FROM added n GROUP BY n."tenantId", n."tagId";
  INSERT INTO public."CustomerTag" ("tenantId", "customerId", "tagId", "viaTagId")
    SELECT m."tenantId", m."customerId", m."intoId", m."tagId" FROM (
      SELECT n.*, (SELECT t."mergedIntoId" FROM public."Tag" t
        WHERE t."tenantId" = n."tenantId" AND t.id = n."tagId" AND t."deletedAt" IS NOT NULL) AS "intoId" FROM added n) m
    WHERE m."intoId" IS NOT NULL ORDER BY m."customerId", m."tagId"
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER "CustomerTag_added" AFTER INSERT ON "CustomerTag" REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION count_tagged();

CREATE FUNCTION count_untagged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public."TagDelta" ("tenantId", id, "tagId", delta)
    SELECT o."tenantId", gen_random_uuid()::text, o."tagId", -sum((
      SELECT (c."deletedAt" IS NULL)::int FROM public."Customer" c WHERE c."tenantId" = o."tenantId" AND c.id = o."customerId"))
    FROM removed o GROUP BY o."tenantId", o."tagId";
  RETURN NULL;
END $$;
CREATE TRIGGER "CustomerTag_removed" AFTER DELETE ON "CustomerTag" REFERENCING OLD TABLE AS removed
  FOR EACH STATEMENT EXECUTE FUNCTION count_untagged();

CREATE FUNCTION count_archived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO public."TagDelta" ("tenantId", id, "tagId", delta)
    SELECT ct."tenantId", gen_random_uuid()::text, ct."tagId", CASE WHEN NEW."deletedAt" IS NULL THEN 1 ELSE -1 END
    FROM public."CustomerTag" ct WHERE ct."tenantId" = NEW."tenantId" AND ct."customerId" = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER "Customer_archived" AFTER UPDATE OF "deletedAt" ON "Customer" FOR EACH ROW
  WHEN ((OLD."deletedAt" IS NULL) <> (NEW."deletedAt" IS NULL)) EXECUTE FUNCTION count_archived();

-- What is there already. The owner of the tables is under their policies too, and none of them is for it.
ALTER TABLE "Tag" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "CustomerTag" NO FORCE ROW LEVEL SECURITY;
ALTER TABLE "Customer" NO FORCE ROW LEVEL SECURITY;
UPDATE "Tag" t SET customers = counted.customers FROM (
  SELECT ct."tenantId", ct."tagId", count(*)::int AS customers FROM "CustomerTag" ct
  JOIN "Customer" c ON c."tenantId" = ct."tenantId" AND c.id = ct."customerId" AND c."deletedAt" IS NULL
  GROUP BY 1, 2) counted
WHERE t."tenantId" = counted."tenantId" AND t.id = counted."tagId";
ALTER TABLE "Tag" FORCE ROW LEVEL SECURITY;
ALTER TABLE "CustomerTag" FORCE ROW LEVEL SECURITY;
ALTER TABLE "Customer" FORCE ROW LEVEL SECURITY;
