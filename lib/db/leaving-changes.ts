// What of a transaction must leave for the shop's linked system: gathered while it runs, written once before it ends.
import { z } from 'zod'
import type { ActivityType } from '@/lib/customers/customer'
import { newId } from '@/lib/shared/ids'
import type { OutboxKind } from '@/lib/sync/outbox-store'
import type { SqlTx } from './tenant-db'

/** What people did; the other lines only tell of changes that leave by themselves. */
const leavingTypes = new Set<ActivityType>(['message_received', 'message_sent', 'call', 'visit', 'other'])

interface Change {
  id: string
  customerId: string
  kind: OutboxKind
  key: string | null
  /** Ids, names of fields and moments only: what erasing a person must find is not copied here. */
  payload: Record<string, string | true>
}

/** Costs nothing until `write`, and then one statement however much was changed; nothing at all when nothing was. */
export class LeavingChanges {
  readonly #changes = new Map<string, Change>()

  /** @param fields names of what was changed on purpose; none for a new customer */
  customer(customerId: string, fields: readonly string[] = []): void {
    this.#coalesce('customer', customerId, Object.fromEntries(fields.map((field) => [field, true])))
  }

  preferences(customerId: string): void {
    this.#coalesce('preferences', customerId, {})
  }

  /** @param madeAt when an import that is taken back had made the customer: a record that was there before then stays there */
  deleted(customerId: string, madeAt?: Date): void {
    this.#coalesce('delete', customerId, madeAt === undefined ? {} : { madeAt: madeAt.toISOString() })
  }

  note(customerId: string, noteId: string): void {
    this.#add({ id: newId(), customerId, kind: 'note', key: null, payload: { noteId } })
  }

  activity(customerId: string, type: ActivityType, activityId: string): void {
    if (leavingTypes.has(type)) this.#add({ id: newId(), customerId, kind: 'activity', key: null, payload: { activityId } })
  }

  /**
   * In the transaction of the changes, as its last act: the rows it may lock are then held for a moment only. `inBulk`: what
   * is changed by the thousand leaves when nobody else wants the worker.
   */
  async write(sql: SqlTx, { inBulk = false } = {}): Promise<void> {
    if (this.#changes.size === 0) return
    const changes = JSON.stringify([...this.#changes.values()])
    this.#changes.clear()
    await sql.rows(z.unknown(), 'select leave_changes($1::jsonb, $2::boolean)::text', [changes, String(inBulk)])
  }

  #coalesce(kind: OutboxKind, customerId: string, payload: Change['payload']): void {
    const key = `${kind} ${customerId}`
    const known = this.#changes.get(key)
    if (known === undefined) this.#changes.set(key, { id: newId(), customerId, kind, key, payload })
    else Object.assign(known.payload, payload)
  }

  #add(change: Change): void {
    this.#changes.set(change.id, change)
  }
}
