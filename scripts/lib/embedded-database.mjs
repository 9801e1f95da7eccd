// The database "coccinelle" on the embedded server and its owner, who is no superuser: the embedded server
// is held to the same rights as anyone's own server given by DATABASE_URL.
import { createHmac } from 'node:crypto'

import { superUrl } from './postgres.mjs'
import { connect, identifier, literal, withClient } from './sql.mjs'

const OWNER = 'coccinelle_owner'

/** The owner's address on an embedded server; the password is derived from the server's. */
export function ownerUrlOf({ port, password }, database = 'coccinelle') {
  const own = createHmac('sha256', password).update(OWNER).digest('base64url')
  return `postgresql://${OWNER}:${own}@127.0.0.1:${port}/${database}`
}

/** Makes the owner and the database when they are missing. @returns {Promise<string>} the owner's address */
export async function ensureDatabase(server, database = 'coccinelle') {
  const ownerUrl = ownerUrlOf(server, database)
  try {
    await (await connect(ownerUrl)).end()
    return ownerUrl
  } catch (error) {
    if (!['28P01', '28000', '3D000'].includes(error.code)) throw error
  }
  await withClient(superUrl(server.port, server.password), async (client) => {
    const password = literal(decodeURIComponent(new URL(ownerUrl).password))
    const { rowCount: role } = await client.query('select from pg_roles where rolname = $1', [OWNER])
    await client.query(`${role ? 'alter' : 'create'} role ${OWNER} login nosuperuser nobypassrls createrole password ${password}`)
    const { rowCount: there } = await client.query('select from pg_database where datname = $1', [database])
    if (!there) await client.query(`create database ${identifier(database)} owner ${OWNER} template template0`)
  })
  return ownerUrl
}
