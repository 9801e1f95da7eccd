// The few lines of SQL plumbing that the scripts need.

/** Opens a connection; its background errors are left to the next query. @returns {Promise<import("pg").Client>} */
export async function connect(url) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({
    connectionString: url,
    application_name: 'coccinelle-launcher',
    connectionTimeoutMillis: 15_000,
  })
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Opens a connection for one piece of work. */
export async function withClient(url, work) {
  const client = await connect(url)
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

/** One query on a connection of its own. @returns {Promise<Record<string, unknown>[]>} */
export function query(url, text, values) {
  return withClient(url, async (client) => (await client.query(text, values)).rows)
}

/** Runs `work` while no other process does so on the same database. */
export async function withAdvisoryLock(client, key, work) {
  await client.query('select pg_advisory_lock($1)', [key])
  try {
    return await work()
  } finally {
    await client.query('select pg_advisory_unlock($1)', [key]).catch(() => {})
  }
}

/** An SQL identifier, quoted. */
export function identifier(name) {
  return `"${name.replaceAll('"', '""')}"`
}

/** An SQL string literal, quoted. */
export function literal(text) {
  return `'${text.replaceAll("'", "''")}'`
}

/** The same address with another database, user or password. */
export function withParts(url, { database, user, password } = {}) {
  const parts = new URL(url)
  if (database !== undefined) parts.pathname = `/${encodeURIComponent(database)}`
  if (user !== undefined) parts.username = encodeURIComponent(user)
  if (password !== undefined) parts.password = encodeURIComponent(password)
  return parts.toString()
}

/** The database that an address names. */
export function databaseOf(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1))
}
