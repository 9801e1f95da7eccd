-- A job that must exist once: a second call with the same key while the first job waits, runs or has failed for good does
-- nothing. For payloads that never change under their key, which is what makes graphile-worker's `unsafe_dedupe` safe; it
-- is also three times cheaper than the general way. Like enqueue_job it is usable in the app's own transactions.
CREATE FUNCTION enqueue_once(task text, payload json, job_key text)
  RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM graphile_worker.add_job(task, payload, job_key => job_key, job_key_mode => 'unsafe_dedupe');
END $$;

REVOKE EXECUTE ON FUNCTION enqueue_once(text, json, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION enqueue_once(text, json, text) TO coccinelle_app;

CREATE OR REPLACE FUNCTION store_delivery(tenant text, channel text, known_secrets text[], known_settings jsonb,
  event text, event_key text, kept_headers jsonb, raw bytea)
  RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('app.tenant_id', tenant, true);
  PERFORM FROM public."Channel" c WHERE c."tenantId" = tenant AND c.id = channel AND c."deletedAt" IS NULL
    AND c.secrets = known_secrets AND c.settings = known_settings;
  IF NOT FOUND THEN RETURN 'changed'; END IF;
  INSERT INTO public."InboundEvent" ("tenantId", id, origin, "originId", "eventId", headers, body)
    VALUES (tenant, event, 'channel', channel, event_key, kept_headers, raw)
    ON CONFLICT ("tenantId", "originId", "eventId") DO NOTHING;
  IF NOT FOUND THEN RETURN 'repeat'; END IF;
  PERFORM public.enqueue_once('receive-message', json_build_object('tenantId', tenant, 'eventId', event), 'receive-message ' || event);
  RETURN 'stored';
END $$;
