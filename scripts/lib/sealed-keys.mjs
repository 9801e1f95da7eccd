// Refuses a start whose APP_SECRET does not open the secrets that are stored: said now, not at the first delivery.
import { hkdfSync } from 'node:crypto'

import { readAppSecret } from './environment.mjs'
import { LauncherError } from './messages.mjs'
import { query } from './sql.mjs'

/** The name that a secret's key has in what it sealed, as lib/db/secrets.ts derives it. */
export const keyIdOf = (secret) =>
  Buffer.from(hkdfSync('sha256', secret, 'coccinelle', 'secrets v1 key id', 6)).toString('base64url')

/**
 * @param {{ previousSecrets: string[], lostKeys: string[] }} environment
 * @param {string} appUrl
 * @throws {LauncherError} naming the keys that are missing, unless the operator said that they are lost
 */
export async function refuseUnreadableSecrets(environment, appUrl) {
  const known = new Set([readAppSecret(environment), ...environment.previousSecrets].map(keyIdOf))
  const rows = await query(appUrl, 'select id from sealed_key_ids()')
  const missing = rows.map(({ id }) => id).filter((id) => !known.has(id) && !environment.lostKeys.includes(id))
  if (missing.length === 0) return
  const names = missing.join(',')
  throw new LauncherError(
    `APP_SECRET : des secrets enregistrés ont été scellés par un autre APP_SECRET (clé ${names}) et ne peuvent pas être lus. Remettez-le, ou donnez-le dans APP_SECRET_PREVIOUS. S'il est perdu pour toujours, démarrez avec APP_SECRET_LOST=${names} : ce qu'il scellait sera à saisir à nouveau.`,
    `APP_SECRET: stored secrets were sealed by another APP_SECRET (key ${names}) and cannot be read. Put it back, or give it in APP_SECRET_PREVIOUS. If it is lost for good, start with APP_SECRET_LOST=${names}: what it sealed must then be entered again.`,
  )
}
