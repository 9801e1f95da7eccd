-- The door for messages in one round trip: the delivery and its job, committed together, or nothing. It runs with the
-- caller's rights under row-level security; the tenant it names ends with the statement's transaction.
--   stored   written and queued
--   repeat   this channel stored the event id before (waits for a rival that has not committed)
--   changed  the channel was closed or got another secret or setting since the caller read it; nothing was written
CREATE FUNCTION store_delivery(tenant text, channel text, known_secrets text[], known_settings jsonb,
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
  PERFORM public.enqueue_job('receive-message', json_build_object('tenantId', tenant, 'eventId', event));
  RETURN 'stored';
END $$;

REVOKE EXECUTE ON FUNCTION store_delivery(text, text, text[], jsonb, text, text, jsonb, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION store_delivery(text, text, text[], jsonb, text, text, jsonb, bytea) TO coccinelle_app;
