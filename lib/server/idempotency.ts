// The Idempotency-Key header of POST: a repeated request gets the first answer and has no second effect.
import 'server-only'
import { createHash } from 'node:crypto'
import type { CustomerStore } from '@/lib/customers/customer-store'
import { answerOnce, forgetOldAnswers, type KeptAnswer } from '@/lib/db/idempotent-store'
import { log } from '@/lib/shared/log'
import type { KeyHolder } from './api-key'
import { DoorError } from './problem'

/** The key, or null without the header. Throws 400 for one that is empty, too long or not printable ASCII. */
export function idempotencyKey(headers: Headers): string | null {
  const key = headers.get('idempotency-key')
  if (key === null || /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/.test(key)) return key
  throw new DoorError(400, 'malformed', 'idempotency_key_invalid')
}

/** `work` does everything on the store it is given. The answer carries `idempotency-replayed` when it is an earlier one. */
export async function idempotently(
  holder: KeyHolder,
  key: string,
  request: { method: string; path: string; body: Buffer },
  work: (store: CustomerStore) => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  const requestHash = createHash('sha256').update(`${request.method}\n${request.path}\n`).update(request.body).digest('hex')
  const { answer, replayed } = await answerOnce(holder.shop, holder.actor, { key, requestHash }, work)
  if (Math.random() < 0.005) sweep(holder)
  return replayed ? { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } } : answer
}

/** Now and then, beside the request. */
function sweep({ shop }: KeyHolder): void {
  forgetOldAnswers(shop).catch((error: unknown) => log().warn({ err: error }, 'old idempotency keys not swept'))
}
