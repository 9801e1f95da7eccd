// Every command as a person runs it: the real process, a real database, its two outputs and its exit code.
import { spawn } from 'node:child_process'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import pg from 'pg'
import { createTestDatabase, type TestDatabase } from '@/lib/test/database'

let test: TestDatabase
const secret = 'a-secret-for-tests-only-0123456789'
const twilioToken = '0123456789abcdef0123456789abcdef'

beforeAll(async () => {
  test = await createTestDatabase()
  expect(await cli(['tenant:create', '--slug', 'salon', '--name', 'Salon Hélène'])).toMatchObject({ code: 0 })
})
afterAll(() => test.drop())

function cli(args: string[], { input = '', env = {} }: { input?: string; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, ['--conditions=react-server', '--import', 'tsx', 'lib/server/cli/main.ts', ...args], {
    env: {
      PATH: dirname(process.execPath),
      APP_DATABASE_URL: test.appUrl,
      APP_SECRET: secret,
      APP_URL: 'https://hub.example',
      NODE_ENV: 'production',
      ...env,
    },
  })
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk) => (out += chunk))
    child.stderr.on('data', (chunk) => (err += chunk))
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

async function rows(text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: test.appUrl })
  await client.connect()
  try {
    await client.query(`select set_config('app.tenant_id', (select id from tenant_by_ref('salon')), false)`)
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

describe('the command line', () => {
  it.each([
    [['--help'], 0],
    [['toString'], 2],
    [['tenant:create', '--unknown', 'x'], 2],
    [['tenant:create', '--slug', 'only-a-slug'], 2],
  ])('%j shows its use in French and English and ends with %d', async (args, code) => {
    const result = await cli(args)
    expect(result).toMatchObject({ code, out: '' })
    expect(result.err).toContain('Utilisation / Usage')
    expect(result.err).not.toMatch(/\n\s+at /)
  })

  it('says in both languages what is not in this version', async () => {
    const { code, err } = await cli(['channel:create', '--tenant', 'salon', '--type', 'postmark'])
    expect(code).toBe(2)
    expect(err).toContain('n’est pas dans cette version')
    expect(err).toContain('is not in this version')
  })

  it('says in both languages that the database is away, without a stack', async () => {
    const { code, out, err } = await cli(['demo:seed'], {
      env: { APP_DATABASE_URL: 'postgresql://nobody:none@127.0.0.1:1/none' },
    })
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('La base de données ne répond pas')
    expect(err).toContain('The database is not answering')
    expect(err).not.toMatch(/\n\s+at /)
  })

  it('names the environment variable that is wrong', async () => {
    const { code, err } = await cli(['demo:seed'], { env: { APP_SECRET: 'short' } })
    expect(code).toBe(1)
    expect(err).toContain('APP_SECRET')
  })
})

describe('tenant:create', () => {
  it('makes a shop with its settings', async () => {
    const { code, out } = await cli([
      'tenant:create',
      '--slug',
      'maison',
      '--name',
      'Maison',
      '--region',
      'BE',
      '--locale',
      'en',
      '--currency',
      'CHF',
      '--timezone',
      'Europe/Zurich',
    ])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ slug: 'maison', name: 'Maison' })
    expect(await rows(`select region, locale, currency, timezone from tenant_by_ref('maison')`)).toEqual([
      { region: 'BE', locale: 'en', currency: 'CHF', timezone: 'Europe/Zurich' },
    ])
  })

  it('refuses a slug twice, in both languages', async () => {
    const { code, out, err } = await cli(['tenant:create', '--slug', 'salon', '--name', 'Encore'])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('Une boutique porte déjà l’identifiant salon')
    expect(err).toContain('A shop already has the identifier salon')
  })
})

describe('user:create', () => {
  const create = (email: string, role: string, input: string) =>
    cli(['user:create', '--tenant', 'salon', '--email', email, '--role', role], { input })

  it('reads the first line of standard input as the password and keeps only its hash', async () => {
    const { code, out, err } = await create('Camille@Example.org', 'owner', 'un bon mot de passe\nsecond line')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ email: 'camille@example.org', role: 'owner' })
    const [user] = await rows(`select "passwordHash" from "User" where email = 'camille@example.org'`)
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/)
    expect(out + err).not.toContain('bon mot de passe')
    const { verifyPassword } = await import('@/lib/auth/password')
    expect(await verifyPassword(String(user?.passwordHash), 'un bon mot de passe')).toBe(true)
  })

  it('gives a person who is there already another role, and leaves the password', async () => {
    await create('twice@example.org', 'seller', 'premier mot de passe')
    const before = await rows(`select "passwordHash" from "User" where email = 'twice@example.org'`)
    const again = await create('TWICE@example.org', 'read-only', '')
    expect(again.code).toBe(0)
    expect(await rows(`select "passwordHash" from "User" where email = 'twice@example.org'`)).toEqual(before)
    expect(
      await rows(`select m.role from "Membership" m join "User" u on u.id = m."userId" where u.email = 'twice@example.org'`),
    ).toEqual([{ role: 'read-only' }])
  })

  it('refuses nine characters as a password and makes nobody', async () => {
    const { code, out, err } = await create('nobody@example.org', 'owner', 'neuf-sign\n')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('10')
    expect(await rows(`select from "User" where email = 'nobody@example.org'`)).toEqual([])
  })

  it('refuses an unknown shop before it asks for anything', async () => {
    const { code, err } = await cli(['user:create', '--tenant', 'nowhere', '--email', 'who@example.org', '--role', 'owner'])
    expect(code).toBe(1)
    expect(err).toContain('There is no shop "nowhere"')
  })
})

describe('api-key:create', () => {
  it('prints the key alone and stores its hash', async () => {
    const { code, out } = await cli([
      'api-key:create',
      '--tenant',
      'salon',
      '--scopes',
      'customers:read,customers:write',
      '--name',
      'caisse',
      '--expires',
      '2099-01-01',
    ])
    expect(code).toBe(0)
    expect(out).toMatch(/^cck_[\w-]{43}\n$/)
    const key = out.trim()
    expect(await rows(`select name, scopes, "expiresAt" from "ApiKey"`)).toEqual([
      { name: 'caisse', scopes: ['customers:read', 'customers:write'], expiresAt: new Date('2099-01-01T00:00:00Z') },
    ])
    const { createHash } = await import('node:crypto')
    const known = await rows(`select slug from api_key_context('${createHash('sha256').update(key).digest('hex')}')`)
    expect(known).toEqual([{ slug: 'salon' }])
    expect(JSON.stringify(await rows('select * from "ApiKey"'))).not.toContain(key)
  })
})

describe('channel:create', () => {
  it('opens a Twilio channel with the given token, which is stored sealed and printed nowhere', async () => {
    const { code, out, err } = await cli([
      'channel:create',
      '--tenant',
      'salon',
      '--type',
      'twilio-sms',
      '--secret',
      twilioToken,
      '--name',
      'SMS',
    ])
    expect(code).toBe(0)
    const channel: { id: string; url: string } = JSON.parse(out)
    expect(channel).toEqual({ id: channel.id, url: `https://hub.example/api/webhooks/messages/${channel.id}` })
    const stored = JSON.stringify(await rows(`select * from "Channel" where id = '${channel.id}'`))
    expect(stored).toContain('"type":"twilio-sms"')
    expect(stored + err).not.toContain(twilioToken)
  })

  it('makes the secret of a standard channel and shows it this once', async () => {
    const { code, out } = await cli(['channel:create', '--tenant', 'salon', '--type', 'standard'])
    expect(code).toBe(0)
    expect(JSON.parse(out).secret).toMatch(/^whsec_/)
  })

  it('refuses a token of the wrong form, naming the field', async () => {
    const { code, err } = await cli(['channel:create', '--tenant', 'salon', '--type', 'twilio-sms', '--secret', 'a b'])
    expect(code).toBe(1)
    expect(err).toContain('secret : ')
  })
})

describe('connection:create', () => {
  const connect = (...more: string[]) => cli(['connection:create', '--tenant', 'salon', '--vendor', 'mock', ...more])

  it('links a system; a shop has one that keeps its customers, and any number of sources', async () => {
    const first = await connect('--label', 'Essai')
    expect(first.code).toBe(0)
    const link: { id: string } = JSON.parse(first.out)
    expect(link).toEqual({ id: link.id, vendor: 'mock' })
    expect(await rows('select id, vendor, role, label, credentials from "CrmConnection"')).toEqual([
      { id: link.id, vendor: 'mock', role: 'primary', label: 'Essai', credentials: null },
    ])
    expect(await rows(`select "actorName", changes from "AuditEvent" where "entityId" = '${link.id}'`)).toEqual([
      { actorName: 'cli', changes: { vendor: 'mock', role: 'primary' } },
    ])
    const second = await connect()
    expect(second).toMatchObject({ code: 1, out: '' })
    expect(second.err).toContain('garde déjà les clients')
    expect(second.err).toContain('keeps this shop’s customers already')
    expect((await connect('--role', 'source')).code).toBe(0)
    expect(await rows('select role from "CrmConnection" order by role')).toEqual([{ role: 'primary' }, { role: 'source' }])
  })

  it('refuses a field that the system does not have, naming it, and pairs that are none', async () => {
    const unknown = await connect('--field', 'token=abc')
    expect(unknown).toMatchObject({ code: 1, out: '' })
    expect(unknown.err).toContain('token : ')
    const bare = await connect('--field', 'token')
    expect(bare).toMatchObject({ code: 2, out: '' })
    expect(bare.err).toContain('--field')
  })
})

describe('demo:seed', () => {
  it('prints the sign-in the first time and changes nothing the second', async () => {
    const first = await cli(['demo:seed'])
    expect(first.code).toBe(0)
    expect(JSON.parse(first.out)).toEqual({
      email: 'camille@boutique-elegance.example',
      password: expect.any(String),
      tenant: 'boutique-elegance',
    })
    expect(await cli(['demo:seed'])).toMatchObject({ code: 0, out: '' })
  }, 90_000)
})

describe('secrets:rotate', () => {
  it('seals every channel with the new secret, can be run again, and then needs the old one no more', async () => {
    const env = { APP_SECRET: 'another-secret-for-tests-9876543210', APP_SECRET_PREVIOUS: secret }
    const sealedWith = async () =>
      new Set((await rows(`select unnest(secrets) as sealed from "Channel"`)).map(({ sealed }) => String(sealed).split('.')[1]))
    const old = await sealedWith()
    const first = await cli(['secrets:rotate'], { env })
    expect(first).toMatchObject({ code: 0, out: '' })
    expect(first.err).toMatch(/^[1-9]\d* canal/)
    const now = await sealedWith()
    expect(now.size).toBe(1)
    expect([...now].some((id) => old.has(id))).toBe(false)
    expect((await cli(['secrets:rotate'], { env })).err).toMatch(/^0 canal/)
    expect(await cli(['secrets:rotate'], { env: { ...env, APP_SECRET_PREVIOUS: '' } })).toMatchObject({ code: 0 })
  })

  it('says what is missing when the old secret is not given, and leaves the envelopes as they are', async () => {
    const before = await rows(`select secrets from "Channel" order by id`)
    const { code, err } = await cli(['secrets:rotate'], { env: { APP_SECRET: 'a-third-secret-for-tests-0000000000' } })
    expect(code).toBe(1)
    expect(err).toContain('APP_SECRET')
    expect(await rows(`select secrets from "Channel" order by id`)).toEqual(before)
  })
})
