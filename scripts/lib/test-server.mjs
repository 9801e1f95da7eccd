// The server of a test run: roles and migrations prepared once in a template database that tests copy.
import { migrate } from './migrate.mjs'
import { prepareRoles } from './roles.mjs'
import { withClient } from './sql.mjs'
import { startTemporaryServer } from './temporary-server.mjs'

const TEMPLATE = 'coccinelle_template'

/**
 * Starts a throw-away server with a migrated template. All copies share one pair of logins, so that a
 * copy costs one CREATE DATABASE and nothing else.
 * @returns {Promise<import("./test-server.d.mts").TestServer>}
 */
export async function startTestServer() {
  const server = await startTemporaryServer({ database: TEMPLATE })
  try {
    const logins = await prepareRoles(server.ownerUrl, 'test-only-secret-of-no-value', { suffix: 'test' })
    await migrate(server.ownerUrl, logins)
    // Nobody may sit in the template while it is copied.
    await withClient(server.superUrl, (client) => client.query(`alter database ${TEMPLATE} allow_connections false`))
    return {
      addresses: { superUrl: server.superUrl, ownerUrl: server.ownerUrl, ...logins, template: TEMPLATE },
      stop: server.stop,
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}
