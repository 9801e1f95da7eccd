// Validators of a customer over HTTP: the version that staff and callers edit, and the moment of any change at all.
import { DoorError } from './problem'

/**
 * `"<version>.<moment>"`. An order or a new contact changes what is shown but is nobody's edit: it makes another ETag,
 * not another version.
 */
export const etagOf = ({ version, updatedAt }: { version: number; updatedAt: Date }): string =>
  `"${version}.${updatedAt.getTime().toString(36)}"`

/**
 * The version that If-Match asks for: the number before the dot of an ETag. Undefined without the header or for `*`;
 * another ETag is a version that never was. Throws 400 for what is no single ETag.
 */
export function expectedVersion(ifMatch: string | null): number | undefined {
  if (ifMatch === null || ifMatch.trim() === '*') return undefined
  const version = /^"(\d{1,9})(?:\.[0-9a-z]+)?"$/.exec(ifMatch.trim())?.[1]
  if (version !== undefined) return Number(version)
  if (/^(?:W\/)?"[^"]*"$/.test(ifMatch.trim())) return -1
  throw new DoorError(400, 'malformed', 'if_match_invalid')
}

/** Whether If-None-Match names this ETag, weakly. */
export const isFresh = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch !== null && ifNoneMatch.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
