// A database of its own for a test file: a copy of the migrated template, made in tens of milliseconds.
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

export interface TestDatabase {
  /** Owns the tables; no superuser, and row-level security is forced for it too. */
  ownerUrl: string
  /** What web, worker tasks and CLI sign in with: the role that row-level security binds. */
  appUrl: string
  /** Owns the job queue's schema. */
  workerUrl: string
  drop(): Promise<void>
}

/** Makes an empty, migrated database. The server is there in the contract and integration projects only. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { superUrl, ownerUrl, appUrl, workerUrl, template } = inject('testServer')
  const name = `t_${randomUUID().replaceAll('-', '')}`
  await run(superUrl, `create database ${name} template ${template} owner coccinelle_owner`)
  const inside = (url: string) => {
    const address = new URL(url)
    address.pathname = `/${name}`
    return address.toString()
  }
  return {
    ownerUrl: inside(ownerUrl),
    appUrl: inside(appUrl),
    workerUrl: inside(workerUrl),
    drop: () => run(superUrl, `drop database if exists ${name} with (force)`),
  }
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
