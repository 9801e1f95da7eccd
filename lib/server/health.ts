// Whether this process can do its work.
import 'server-only'
import { probeDatabase } from '@/lib/db/health-repo'
import { log } from '@/lib/shared/log'

export interface Health {
  status: 'ok' | 'failing'
  checks: { database: 'ok' | 'failing'; queue: 'ok' | 'failing' }
}

/**
 * `database`: a statement is answered within two seconds. `queue`: deliveries can be handed to the worker (whether one
 * is running is not told here: messages wait safely without it).
 */
export async function checkHealth(): Promise<Health> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('no answer in two seconds')), 2000)))
  try {
    const { queue } = await Promise.race([probeDatabase(), late])
    return { status: queue ? 'ok' : 'failing', checks: { database: 'ok', queue: queue ? 'ok' : 'failing' } }
  } catch (error) {
    log().warn({ err: error }, 'health check failed')
    return { status: 'failing', checks: { database: 'failing', queue: 'failing' } }
  } finally {
    clearTimeout(timer)
  }
}
