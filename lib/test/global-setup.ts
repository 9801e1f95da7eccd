// One throw-away PostgreSQL for a whole test run, with the migrations applied once to a template database.
import type { TestProject } from 'vitest/node'
import { startTestServer, type TestServer } from '../../scripts/lib/test-server.mjs'

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer['addresses']
  }
}

let server: Promise<TestServer> | undefined
let users = 0

/** Called once per vitest project; the projects of a run share the server. */
export default async function setup(project: TestProject) {
  users += 1
  server ??= startTestServer()
  const started = await server
  project.provide('testServer', started.addresses)
  return async () => {
    users -= 1
    if (users === 0) await started.stop()
  }
}
