// Puts a test file's own database and settings in place of the process's, as the app sees them.
import { vi } from 'vitest'
import { openDatabase, replaceDatabase as putDatabase } from '@/lib/db/client'
import { createTestDatabase, type TestDatabase } from './database'

export interface TestApp {
  database: TestDatabase
  stop(): Promise<void>
}

/** What `env()` reads, if nothing asked for it yet. */
export function stubEnvironment(database: TestDatabase, variables: Record<string, string> = {}): void {
  const settings = {
    APP_DATABASE_URL: database.appUrl,
    WORKER_DATABASE_URL: database.workerUrl,
    APP_SECRET: 'a-secret-of-the-tests-and-nothing-else',
    APP_URL: 'http://coccinelle.test',
    LOG_LEVEL: 'silent',
    ...variables,
  }
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
}

/** Call in `beforeAll`, before anything asks for `env()`; `variables` override the defaults. */
export async function startTestApp(variables: Record<string, string> = {}): Promise<TestApp> {
  const database = await createTestDatabase()
  stubEnvironment(database, variables)
  const opened = openDatabase(database.appUrl, 10)
  putDatabase(opened)
  return {
    database,
    stop: async () => {
      putDatabase(undefined)
      await opened.close()
      await database.drop()
    },
  }
}
