// The scripts' environment: defaults, clear refusals, and what children never see.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { childEnvironment, readAppSecret, readEnvironment, serverEnvironment } from './lib/environment.mjs'
import { checkNode } from './lib/install.mjs'

const NAMES = [
  'PORT',
  'HOST',
  'COCCINELLE_DATA_DIR',
  'DATABASE_URL',
  'APP_DATABASE_URL',
  'WORKER_DATABASE_URL',
  'APP_URL',
  'APP_SECRET',
  'APP_SECRET_PREVIOUS',
  'APP_SECRET_LOST',
  'LOG_LEVEL',
]

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

describe('readEnvironment', () => {
  it('has defaults for everything', () => {
    const environment = readEnvironment()
    expect(environment).toMatchObject({ port: 3000, host: '127.0.0.1', appUrl: 'http://localhost:3000', logLevel: 'info' })
    expect(environment.dataDir).toBe(join(environment.root, '.data'))
    expect(environment.databaseUrl).toBeUndefined()
    expect([environment.previousSecrets, environment.lostKeys]).toEqual([[], []])
  })

  it('reads lists, by commas', () => {
    vi.stubEnv('APP_SECRET_PREVIOUS', 'first,second')
    vi.stubEnv('APP_SECRET_LOST', ' a ')
    expect(readEnvironment()).toMatchObject({ previousSecrets: ['first', 'second'], lostKeys: ['a'] })
  })

  it.each([
    ['PORT', 'abc'],
    ['PORT', '0'],
    ['PORT', '70000'],
    ['PORT', '3000.5'],
    ['DATABASE_URL', 'mysql://x/y'],
    ['DATABASE_URL', 'not an address'],
    ['DATABASE_URL', 'postgresql://localhost'],
    ['APP_URL', 'localhost:3000'],
    ['APP_SECRET', 'short'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s by name, in both languages', (name, value) => {
    vi.stubEnv(name, value)
    expect(() => readEnvironment()).toThrow(
      expect.objectContaining({ message: expect.stringMatching(`^${name}: `), french: expect.stringMatching(`^${name} : `) }),
    )
  })

  it('never repeats a database address, which may hold a password', () => {
    vi.stubEnv('DATABASE_URL', 'mysql://u:hunter2@host/db')
    expect(() => readEnvironment()).toThrow(expect.objectContaining({ message: expect.not.stringContaining('hunter2') }))
  })

  it('takes the port into the default address and drops trailing slashes', () => {
    vi.stubEnv('PORT', '8080')
    expect(readEnvironment().appUrl).toBe('http://localhost:8080')
    vi.stubEnv('APP_URL', 'https://shop.example/')
    expect(readEnvironment().appUrl).toBe('https://shop.example')
  })
})

describe('readAppSecret', () => {
  it('is made once, kept with mode 600, also beside a given database', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'coccinelle secret '))
    try {
      const secret = readAppSecret({ dataDir, databaseUrl: 'postgresql://h/d' })
      expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
      expect(readAppSecret({ dataDir })).toBe(secret)
      expect(statSync(join(dataDir, 'app-secret')).mode & 0o777).toBe(0o600)
    } finally {
      rmSync(dataDir, { recursive: true })
    }
  })
})

describe('children', () => {
  it("never get the owner's address", () => {
    vi.stubEnv('DATABASE_URL', 'postgresql://owner:x@h/d')
    vi.stubEnv('PGPASSWORD', 'x')
    const environment = childEnvironment({ APP_DATABASE_URL: 'postgresql://app@h/d' })
    expect(environment).not.toHaveProperty('DATABASE_URL')
    expect(environment).not.toHaveProperty('PGPASSWORD')
    expect(environment.APP_DATABASE_URL).toBe('postgresql://app@h/d')
  })

  it('PostgreSQL gets nothing of ours', () => {
    vi.stubEnv('APP_SECRET', 'a-secret-of-some-length')
    expect(serverEnvironment()).not.toHaveProperty('APP_SECRET')
  })
})

describe('checkNode', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('accepts %s', (version) => {
    expect(() => checkNode(version)).not.toThrow()
  })
  it.each(['18.20.0', '20.18.3'])('refuses %s', (version) => {
    expect(() => checkNode(version)).toThrow('too old')
  })
})
