-- The changes of one transaction leave for the shop's linked primary system: their rows and the job of each customer, in
-- that very transaction. A shop without a link pays one look at an index of a row at most.
-- `changes`: [{"id", "customerId", "kind", "key", "payload"}]; `key` makes waiting changes of one kind one row.
CREATE FUNCTION leave_changes(changes jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  link record;
  pushed text;
BEGIN
  SELECT c."tenantId", c.id INTO link FROM public."CrmConnection" c
  WHERE c."tenantId" = current_setting('app.tenant_id') AND c.role = 'primary' AND c."deletedAt" IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  -- DO UPDATE and not DO NOTHING: it locks the waiting row, so that nobody begins to push it before our change is to be seen.
  -- In one order, so that two transactions cannot wait for each other.
  INSERT INTO public."Outbox" AS o ("tenantId", id, "connectionId", "customerId", kind, key, payload)
    SELECT link."tenantId", c.id, link.id, c."customerId", c.kind, c.key, c.payload
    FROM jsonb_to_recordset(changes) AS c (id text, "customerId" text, kind text, key text, payload jsonb)
    ORDER BY c."customerId", c.id
    ON CONFLICT ("tenantId", "connectionId", key) WHERE "doneAt" IS NULL AND "deadAt" IS NULL AND "claimedBy" IS NULL
    DO UPDATE SET payload = o.payload || excluded.payload;
  FOR pushed IN SELECT DISTINCT c."customerId" FROM jsonb_to_recordset(changes) AS c ("customerId" text) ORDER BY 1 LOOP
    -- Not enqueue_once: a job that runs may have looked for rows already; the general way makes a new one beside it.
    PERFORM public.enqueue_job('push-changes',
      json_build_object('tenantId', link."tenantId", 'connectionId', link.id, 'customerId', pushed),
      job_key => 'push-changes ' || link.id || ' ' || pushed);
  END LOOP;
END $$;

-- A job for later. One with this key that waits for its first go keeps its moment; beside one that runs there will be a new one.
CREATE FUNCTION enqueue_at(task text, payload json, job_key text, run_at timestamptz)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, job_key => enqueue_at.job_key, job_key_mode => 'preserve_run_at',
    run_at => enqueue_at.run_at);
END $$;

-- What a verified delivery of a vendor says, stored with its jobs for every shop that it concerns, all of it or nothing. It
-- runs with the caller's rights under row-level security; each tenant it names comes from a connection that was looked up.
-- `events`: [{"tenantId", "connectionId", "id", "eventId", "headers", "body"}], `body` is a place in `bodies`, from 1. Of one
-- connection only the first row that is written keeps it; the others have that row's id among their headers as ":batch".
-- Returns how many were new; the others came before. A connection that was removed meanwhile counts as none.
CREATE FUNCTION store_crm_events(events jsonb, bodies bytea[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  event record;
  batch text;
  batch_of text;
  is_open boolean;
  stored integer := 0;
BEGIN
  FOR event IN
    SELECT e.value->>'tenantId' AS tenant, e.value->>'connectionId' AS connection, e.value->>'id' AS id,
      e.value->>'eventId' AS event_id, e.value->'headers' AS headers, (e.value->>'body')::int AS place
    FROM jsonb_array_elements(events) e
    ORDER BY 1, 2, 4
  LOOP
    PERFORM set_config('app.tenant_id', event.tenant, true);
    IF batch_of IS DISTINCT FROM event.connection THEN
      batch_of := event.connection;
      batch := NULL;
      is_open := EXISTS (SELECT FROM public."CrmConnection" c
        WHERE c."tenantId" = event.tenant AND c.id = event.connection AND c."deletedAt" IS NULL);
    END IF;
    CONTINUE WHEN NOT is_open;
    INSERT INTO public."InboundEvent" ("tenantId", id, origin, "originId", "eventId", headers, body)
      VALUES (event.tenant, event.id, 'connection', event.connection, event.event_id,
        event.headers || CASE WHEN batch IS NULL THEN '{}'::jsonb ELSE jsonb_build_object(':batch', batch) END,
        CASE WHEN batch IS NULL THEN bodies[event.place] ELSE ''::bytea END)
      ON CONFLICT ("tenantId", "originId", "eventId") DO NOTHING;
    CONTINUE WHEN NOT FOUND;
    batch := coalesce(batch, event.id);
    stored := stored + 1;
    PERFORM public.enqueue_once('receive-crm-event',
      json_build_object('tenantId', event.tenant, 'eventId', event.id), 'receive-crm-event ' || event.id);
  END LOOP;
  RETURN stored;
END $$;

REVOKE EXECUTE ON FUNCTION leave_changes(jsonb), enqueue_at(text, json, text, timestamptz), store_crm_events(jsonb, bytea[])
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leave_changes(jsonb), enqueue_at(text, json, text, timestamptz), store_crm_events(jsonb, bytea[])
  TO coccinelle_app;

-- A link ends when the record over there does; that it was there stays in the audit log.
GRANT DELETE ON "ExternalLink" TO coccinelle_app;
