-- Notes that are changed, pinned and taken away. `updatedAt` and `version` are those of the text; a pin changes neither.
ALTER TABLE "CustomerNote"
  ADD COLUMN "editedByName" text,
  ADD COLUMN "pinnedAt" timestamptz(3),
  ADD COLUMN "deletedByName" text;
CREATE INDEX "CustomerNote_pinned_idx" ON "CustomerNote" ("tenantId", "customerId", "pinnedAt" DESC, id)
  WHERE "pinnedAt" IS NOT NULL AND "deletedAt" IS NULL;

-- What a note said before: written when its text changes, never changed. It names no customer and so follows its note through
-- every merge and undo.
CREATE TABLE "CustomerNoteVersion" (
  "tenantId" text NOT NULL,
  "noteId" text NOT NULL,
  version integer NOT NULL,
  content text NOT NULL,
  "writtenByName" text NOT NULL,
  "writtenAt" timestamptz(3) NOT NULL,
  CONSTRAINT "CustomerNoteVersion_pkey" PRIMARY KEY ("tenantId", "noteId", version),
  CONSTRAINT "CustomerNoteVersion_tenantId_noteId_fkey" FOREIGN KEY ("tenantId", "noteId")
    REFERENCES "CustomerNote" ("tenantId", id) ON DELETE RESTRICT ON UPDATE CASCADE
);

ALTER TABLE "CustomerNoteVersion" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "CustomerNoteVersion" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "CustomerNoteVersion" TO coccinelle_app
  USING ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')))
  WITH CHECK ("tenantId" = (SELECT nullif(current_setting('app.tenant_id', true), '')));
GRANT SELECT, INSERT ON "CustomerNoteVersion" TO coccinelle_app;
