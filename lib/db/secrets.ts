// Secrets at rest: AES-256-GCM envelopes with a key id, under keys derived from APP_SECRET.
import 'server-only'
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'

/** Where a secret lives. It is bound into the envelope: one copied to another row, field or shop does not open. */
export interface SecretPlace {
  tenantId: string
  /** Id of the row that holds it. */
  owner: string
  field: string
}

interface Key {
  id: string
  key: Buffer
}

const version = 'v1'
const keys = new Map<string, Key>()

function keyOf(appSecret: string): Key {
  const known = keys.get(appSecret)
  if (known !== undefined) return known
  const derive = (purpose: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', appSecret, 'coccinelle', purpose, length))
  const made = { id: derive('secrets v1 key id', 6).toString('base64url'), key: derive('secrets v1', 32) }
  keys.set(appSecret, made)
  return made
}

const additionalData = (keyId: string, place: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify([version, keyId, place.tenantId, place.owner, place.field]))

/** Encrypts with the current APP_SECRET: `v1.keyId.iv.tag.ciphertext`, base64url parts. */
export function seal(text: string, place: SecretPlace): string {
  const { id, key } = keyOf(env().APP_SECRET)
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData(id, place))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return [version, id, ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url'))].join('.')
}

/**
 * The text of an envelope made by this APP_SECRET or one of APP_SECRET_PREVIOUS. Throws CrmError `unavailable`
 * (`secret_unreadable`) when the key is not there, or the envelope was changed or belongs to another place.
 */
export function open(envelope: string, place: SecretPlace): string {
  const [format, keyId, ...parts] = envelope.split('.')
  const [iv, tag, sealed] = parts.map((part) => Buffer.from(part, 'base64url'))
  const match = [env().APP_SECRET, ...env().APP_SECRET_PREVIOUS].map(keyOf).find((candidate) => candidate.id === keyId)
  if (format !== version || match === undefined || iv?.length !== 12 || tag?.length !== 16 || sealed === undefined)
    throw unreadable('no key opens it')
  try {
    const decipher = createDecipheriv('aes-256-gcm', match.key, iv, { authTagLength: 16 })
    decipher.setAAD(additionalData(match.id, place)).setAuthTag(tag)
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw unreadable('it was changed or moved', cause)
  }
}

const unreadable = (why: string, cause?: unknown): CrmError =>
  new CrmError('unavailable', `A stored secret cannot be opened: ${why}`, { reason: 'secret_unreadable', cause })

/** Whether the envelope was sealed with an older APP_SECRET. */
export const needsResealing = (envelope: string): boolean => envelope.split('.')[1] !== keyOf(env().APP_SECRET).id
