// Pages of the timeline by kind and by words. One statement looks at so many events and no further, whatever it finds; the
// cursor then says where to look on.
import { z } from 'zod'
import { activitySchema, type Page } from '@/lib/customers/customer'
import { type TimelineEntry, type TimelineRequest, type TimelineWord, typesOfKinds } from '@/lib/customers/timeline'
import { unusualDigits } from '@/lib/shared/money'
import { encodeCursor } from './cursor'
import { Parameters } from './parameters'
import { momentSchema } from './sql-of'
import { staffNoteColumns, staffNoteRowSchema } from './staff-note-repo'
import type { SqlTx, SqlValue } from './tenant-db'
import { readTimedPage, timedPageOf } from './timed-page'

/** Events that one page looks at. Folding a text costs more than comparing a type. */
export const scanned = { words: 2_000, kinds: 5_000 } as const

const rowSchema = z.object({
  entries: z.array(
    z.object({ activity: activitySchema.extend({ timestamp: momentSchema }), note: staffNoteRowSchema.nullable() }),
  ),
  end: z.object({ at: momentSchema, id: z.string() }).nullable(),
  looked: z.int(),
})

/**
 * Newest first; empty for an unknown customer. A page may hold fewer than asked for, or nothing, and yet have a next one:
 * so many events were looked at. Throws `invalid` for a bad cursor.
 */
export async function listTimeline(sql: SqlTx, customerId: string, request: TimelineRequest): Promise<Page<TimelineEntry>> {
  const { text, values, limit, scan } = timelineStatement(customerId, request)
  const [row] = await sql.rows(rowSchema, text, values)
  if (row === undefined) throw new Error('a select without a table returned no row')
  const { entries, end, looked } = row
  const page = timedPageOf(entries, limit, ({ activity }) => ({ at: activity.timestamp, id: activity.id }))
  if (page.nextCursor !== null || end === null || looked < scan) return page
  return { ...page, nextCursor: encodeCursor({ at: end.at.toISOString(), id: end.id }) }
}

/** The statement of a page, also for tests that ask for its plan. */
export function timelineStatement(
  customerId: string,
  request: TimelineRequest,
): { text: string; values: SqlValue[]; limit: number; scan: number } {
  const { after, limit } = readTimedPage(request)
  const { kinds, words } = request
  const scan = words.length > 0 ? scanned.words : kinds.length > 0 ? scanned.kinds : limit + 1
  const parameters = new Parameters()
  const customer = parameters.add(customerId)
  const beyond =
    after === null
      ? ''
      : `and ("timestamp", id) < (${parameters.add(after.at, 'timestamptz')}, ${parameters.add(after.id, 'text')})`
  const wanted = [
    ...(kinds.length === 0 ? [] : [`e.type = any(${parameters.add(typesOfKinds(kinds), 'text[]')})`]),
    ...words.map((word) => wordCondition(parameters, word)),
  ]
  const where = wanted.length === 0 ? '' : `where ${wanted.join(' and ')}`
  // What the policies would let wait (->>, fold) stands outside of the scan; the note is found by its key, an event at a time.
  const text = `with scanned as materialized (
      select id, "customerId", type, channel, description, "timestamp", metadata,
        case when type = 'note_added' then metadata->>'noteId' end as "noteId"
      from "CustomerActivity" where "customerId" = ${customer} ${beyond} order by "timestamp" desc, id desc limit ${parameters.add(scan, 'int')}),
    found as (
      select e.*, to_jsonb(n) as note from scanned e
      left join lateral (select ${staffNoteColumns} from "CustomerNote" n where n.id = e."noteId" and n."customerId" = ${customer} limit 1) n on true
      ${where} order by e."timestamp" desc, e.id desc limit ${parameters.add(limit + 1, 'int')})
    select (select coalesce(json_agg(json_build_object('note', f.note, 'activity', json_build_object('id', f.id, 'customerId', f."customerId",
          'type', f.type, 'channel', f.channel, 'description', f.description, 'timestamp', f."timestamp", 'metadata', f.metadata))
        order by f."timestamp" desc, f.id desc), '[]') from found f) as entries,
      (select json_build_object('at', "timestamp", 'id', id) from scanned order by "timestamp", id limit 1) as end,
      (select count(*)::int from scanned) as looked`
  return { text, values: parameters.values, limit, scan }
}

/** Decimals of an event's amount, two where nothing is known of its currency. */
const decimals = `case ${Object.entries(unusualDigits)
  .map(([digits, codes]) => `when e.metadata->>'currency' in (${codes.map((code) => `'${code}'`).join(', ')}) then ${digits}`)
  .join(' ')} else 2 end`

/**
 * What an event says: its words or those of its note, by whom, what changed from what to what, with what proof. Callers put
 * into the metadata what they like: nothing in it may stop the search.
 */
const said = `concat_ws(' ', case when n.id is null then e.description else n.content end, e.metadata->>'by', e.metadata->>'proof', e.metadata->>'duplicateName',
  e.metadata->>'system', jsonb_path_query_array(e.metadata, '$.edits[*].from')::text, jsonb_path_query_array(e.metadata, '$.edits[*].to')::text,
  case when jsonb_typeof(e.metadata->'amount') = 'number' then round((e.metadata->>'amount')::numeric / power(10::numeric, ${decimals}), ${decimals})::text end)`

/** A sign that folding would take away (an emoji) is looked for as it is. */
function wordCondition(parameters: Parameters, { text, types }: TimelineWord): string {
  const word = parameters.add(text, 'text')
  const found = /[\p{L}\p{N}]/u.test(text) ? `strpos(fold(${said}), fold(${word})) > 0` : `strpos(${said}, ${word}) > 0`
  return types.length === 0 ? found : `(e.type = any(${parameters.add([...types], 'text[]')}) or ${found})`
}
