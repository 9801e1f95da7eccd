-- Thousands of jobs at once (an import into a linked shop) stand behind everybody else's: a message that comes in meanwhile,
-- and what a person of any shop changes, do not wait for them. Smaller numbers go first; 0 is the usual one.
CREATE FUNCTION enqueue_later(task text, payload json, job_key text, queue text DEFAULT NULL)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, queue_name => enqueue_later.queue, job_key => enqueue_later.job_key, priority => 10);
END $$;

-- A push that is tried again is in no more of a hurry: the refused goes of a whole import come back by this way.
CREATE OR REPLACE FUNCTION enqueue_at(task text, payload json, job_key text, run_at timestamptz)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, job_key => enqueue_at.job_key, job_key_mode => 'preserve_run_at',
    run_at => enqueue_at.run_at, priority => CASE task WHEN 'push-changes' THEN 10 ELSE 0 END);
END $$;

-- As in 20261125000005, with a way for changes in bulk.
DROP FUNCTION leave_changes(jsonb);
CREATE FUNCTION leave_changes(changes jsonb, in_bulk boolean DEFAULT false) RETURNS void LANGUAGE plpgsql AS $$
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
    -- Not enqueue_once: a job that runs may have looked for rows already; these ways make a new one beside it.
    IF in_bulk THEN
      PERFORM public.enqueue_later('push-changes',
        json_build_object('tenantId', link."tenantId", 'connectionId', link.id, 'customerId', pushed),
        'push-changes ' || link.id || ' ' || pushed);
    ELSE
      PERFORM public.enqueue_job('push-changes',
        json_build_object('tenantId', link."tenantId", 'connectionId', link.id, 'customerId', pushed),
        job_key => 'push-changes ' || link.id || ' ' || pushed);
    END IF;
  END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION leave_changes(jsonb, boolean), enqueue_later(text, json, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION leave_changes(jsonb, boolean), enqueue_later(text, json, text, text) TO coccinelle_app;
