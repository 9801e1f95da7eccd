-- Segments by rule (docs/decisions/0012-segments.md). A `level` is a step of the shop's ladder: the first whose rule holds is
-- written to "Customer".segment as its key. A `group` is free; its members are rows.
CREATE TABLE "Segment" (
  "tenantId" text NOT NULL,
  id text NOT NULL,
  kind text NOT NULL,
  key text NOT NULL,
  name text,
  color text,
  rule jsonb NOT NULL,
  position integer NOT NULL,
  version integer NOT NULL DEFAULT 1,
  "updatedByName" text,
  "createdAt" timestamptz(3) NOT NULL DEFAULT now(),
  "updatedAt" timestamptz(3) NOT NULL DEFAULT now(),
  "deletedAt" timestamptz(3),
  CONSTRAINT "Segment_pkey" PRIMARY KEY ("tenantId", id)
);
CREATE UNIQUE INDEX "Segment_live_key" ON "Segment" ("tenantId", key) WHERE "deletedAt" IS NULL;

CREATE TABLE "SegmentMember" (
  "tenantId" text NOT NULL,
  "segmentId" text NOT NULL,
  "customerId" text NOT NULL,
  since timestamptz(3) NOT NULL DEFAULT now(),
  CONSTRAINT "SegmentMember_pkey" PRIMARY KEY ("tenantId", "segmentId", "customerId"),
  CONSTRAINT "SegmentMember_tenantId_segmentId_fkey" FOREIGN KEY ("tenantId", "segmentId") REFERENCES "Segment" ("tenantId", id)
    ON DELETE RESTRICT ON UPDATE CASCADE,
  CONSTRAINT "SegmentMember_tenantId_customerId_fkey" FOREIGN KEY ("tenantId", "customerId") REFERENCES "Customer" ("tenantId", id)
    ON DELETE RESTRICT ON UPDATE CASCADE
);
CREATE INDEX "SegmentMember_tenantId_customerId_idx" ON "SegmentMember" ("tenantId", "customerId");

-- How far a shop's customers are gone through after a rule changed, or by night; `position` is the last customer done.
CREATE TABLE "SegmentRun" (
  "tenantId" text NOT NULL,
  round integer NOT NULL DEFAULT 1,
  "position" text NOT NULL DEFAULT '',
  done integer NOT NULL DEFAULT 0,
  total integer,
  "startedAt" timestamptz(3) NOT NULL DEFAULT now(),
  "finishedAt" timestamptz(3),
  CONSTRAINT "SegmentRun_pkey" PRIMARY KEY ("tenantId")
);

-- What the ladder wrote last. A segment that differs from it was set by somebody and is held fast.
ALTER TABLE "Customer" ADD COLUMN "ruledSegment" text;

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['Segment', 'SegmentMember', 'SegmentRun'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
    EXECUTE format('CREATE POLICY tenant ON %I TO coccinelle_app
      USING ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))
      WITH CHECK ("tenantId" = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')))', t);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO coccinelle_app', t);
  END LOOP;
END $$;
GRANT DELETE ON "SegmentMember" TO coccinelle_app;

-- The levels a shop starts with, as lib/segments/preset-levels.ts has them (a test compares). Amounts are minor units.
CREATE FUNCTION make_segment_levels(shop text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO "Segment" ("tenantId", id, kind, key, color, rule, position)
  SELECT shop, preset.key, 'level', preset.key, preset.color, preset.rule, preset.at - 1
  FROM (VALUES
    ('vip', 'amber', '{"match": "all", "parts": [
      {"field": "spent", "operator": "atLeast", "values": ["100000"]},
      {"field": "lastOrder", "operator": "within", "values": ["365"]}]}'::jsonb, 1),
    ('active', 'lime', '{"match": "all", "parts": [{"field": "lastOrder", "operator": "within", "values": ["180"]}]}', 2),
    ('prospect', 'sky', '{"match": "all", "parts": [
      {"field": "orders", "operator": "is", "values": ["0"]},
      {"match": "any", "parts": [
        {"field": "lastContact", "operator": "within", "values": ["180"]},
        {"field": "created", "operator": "within", "values": ["180"]}]}]}', 3),
    ('standard', 'stone', '{"match": "all", "parts": []}', 4)) AS preset (key, color, rule, at)
  ON CONFLICT DO NOTHING
$$;
REVOKE EXECUTE ON FUNCTION make_segment_levels(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_segment_levels(text) TO coccinelle_app;
-- Shops that are there already. Forced row-level security binds the owner too, who has no policy: it would see no shop.
DO $$
BEGIN
  ALTER TABLE "Tenant" NO FORCE ROW LEVEL SECURITY;
  ALTER TABLE "Segment" NO FORCE ROW LEVEL SECURITY;
  PERFORM make_segment_levels(id) FROM "Tenant";
  ALTER TABLE "Tenant" FORCE ROW LEVEL SECURITY;
  ALTER TABLE "Segment" FORCE ROW LEVEL SECURITY;
END $$;
