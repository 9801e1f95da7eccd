// How tests run: unit (nothing outside), contract (every system and channel alike), integration (a real PostgreSQL).
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const contract = '**/*.contract.test.{ts,tsx,mjs}'
const integration = '**/*.integration.test.{ts,tsx,mjs}'
const never = ['**/node_modules/**', '.next/**', '.data/**', 'e2e/**']
const globalSetup = [here('./lib/test/global-setup.ts')]

export default defineConfig({
  resolve: {
    alias: [
      { find: /^server-only$/, replacement: here('./lib/test/server-only.ts') },
      { find: /^@\//, replacement: here('./') },
    ],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx,mjs}'],
          exclude: [...never, contract, integration],
          // A busy machine is no failure; a test that hangs still is one.
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: { name: 'contract', include: [contract], exclude: never, globalSetup, testTimeout: 60_000, hookTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          exclude: never,
          globalSetup,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
