// Reads a request's JSON: bounded in size and depth, valid UTF-8, and nothing that PostgreSQL cannot keep.
import 'server-only'
import type { FieldIssue } from '@/lib/shared/errors'
import { DoorError } from './problem'
import { readBody } from './read-body'

/** Bytes. */
const largestBody = 256 * 1024
const deepest = 40

/** The body's bytes. Throws 415 for anything but JSON, 413 before reading more than `largestBody`, 408 for a slow one. */
export async function readJsonBytes(request: Request): Promise<Buffer> {
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;\s*charset=\s*"?utf-8"?\s*)?$/i.test(type.trim()))
    throw new DoorError(415, 'unsupported_media_type', 'content_type', {}, { accept: 'application/json' })
  return readBody(request, { maxBytes: largestBody, within: 15_000 })
}

/** The value. Throws 400 for what is no JSON. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new DoorError(400, 'malformed', 'body_malformed')
  }
}

/** NUL and half a surrogate pair: valid in JSON, impossible in PostgreSQL. */
const unstorable = /[\0\p{Cs}]/u

/** Where `root` holds text that PostgreSQL cannot keep, or nests beyond reason. Walks without recursion: the caller decides the depth. */
export function unstorableIn(root: unknown): FieldIssue[] {
  const issues: FieldIssue[] = []
  const waiting: { value: unknown; path: (string | number)[] }[] = [{ value: root, path: [] }]
  for (let next = waiting.pop(); next !== undefined && issues.length < 20; next = waiting.pop()) {
    const { value, path } = next
    if (path.length > deepest) return [{ path: path.slice(0, 2), reason: 'too_deep' }]
    if (typeof value === 'string' && unstorable.test(value)) issues.push({ path, reason: 'characters' })
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (unstorable.test(key)) issues.push({ path, reason: 'characters' })
      else waiting.push({ value: inner, path: [...path, Array.isArray(value) ? Number(key) : key] })
    }
  }
  return issues
}
