// What the app's own role can tell about the database and the queue, in one statement.
import 'server-only'
import { z } from 'zod'
import { withoutTenant } from './tenant-db'

/** `queue`: the worker's tables are there and this role may hand in jobs. Rejects when the database does not answer. */
export async function probeDatabase(): Promise<{ queue: boolean }> {
  const [row] = await withoutTenant(
    z.object({ queue: z.boolean() }),
    `select exists (select from pg_namespace where nspname = 'graphile_worker')
       and coalesce(has_function_privilege(to_regprocedure('public.enqueue_job(text, json, text, text, integer)'), 'execute'), false) as queue`,
    [],
  )
  return { queue: row?.queue ?? false }
}
