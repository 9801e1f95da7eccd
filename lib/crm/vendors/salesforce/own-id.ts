// Our ids in an org, so that the same work finds what it made before.
import { createHash } from 'node:crypto'
import { newId } from '@/lib/shared/ids'

export const digest = (value: string): string => createHash('sha256').update(value).digest('hex').slice(0, 40)

/** Our id for an idempotency key; at most 64 characters. */
export const ownId = (key: string | undefined): string => (key === undefined ? newId() : `key-${digest(key)}`)
