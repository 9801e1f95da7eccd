// The settings the embedded server is started with; they win over postgresql.conf.
import { createHash } from 'node:crypto'
import { totalmem } from 'node:os'

const MB = 1024 * 1024

/** An eighth of the memory this process may use, from 64 to 512 MB. */
function sharedBuffers() {
  const limit = process.constrainedMemory?.() ?? 0
  const memory = limit > 0 ? Math.min(limit, totalmem()) : totalmem()
  return `${Math.min(512, Math.max(64, Math.floor(memory / 8 / MB)))}MB`
}

/**
 * The server's arguments for a port. `durable: false` is for throw-away test servers only.
 * @returns {{ args: string[], fingerprint: string }} a running server with another fingerprint is restarted
 */
export function serverSettings({ durable, version }) {
  const safety = durable ? 'on' : 'off'
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: sharedBuffers(),
    fsync: safety,
    synchronous_commit: safety,
    full_page_writes: safety,
    max_wal_size: '2GB',
    random_page_cost: '1.1',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Data dirs made by an older version hold a name that parallel workers cannot read.
    default_text_search_config: 'pg_catalog.simple',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    password_encryption: 'scram-sha-256',
  }
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([settings, version]))
    .digest('hex')
    .slice(0, 16)
  const all = { ...settings, 'coccinelle.fingerprint': fingerprint }
  return { args: Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]), fingerprint }
}
