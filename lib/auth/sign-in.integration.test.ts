// Signing in: what is refused looks the same whoever is asked for, and guessing is slow for one account only.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { database } from '@/lib/db/client'
import type { CrmError } from '@/lib/shared/errors'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { hashPassword, verifyPassword } from './password'
import { sessionOf } from './session'
import { signInWithPassword } from './sign-in'

const password = 'un bon mot de passe'
let app: TestApp
let count = 0

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

async function person(): Promise<string> {
  count += 1
  const email = `vendeuse.${count}@example.fr`
  const shop = await createTenant({ slug: `s-${count}`, name: 'S' })
  const user = await createUser({ email, name: 'V', passwordHash: await hashPassword(password) })
  await addMembership(shop.id, user.id, 'seller')
  return email
}

const visitor = (address: string | null = null) => ({ address, userAgent: 'test' })
const attempt = (email: string, word: string, address: string | null = null): Promise<CrmError | 'in'> =>
  signInWithPassword({ email, password: word }, visitor(address)).then(
    () => 'in' as const,
    (error: CrmError) => error,
  )

describe('sign-in', () => {
  it('opens a session, whatever the case of the address', async () => {
    const email = await person()
    const { value } = await signInWithPassword({ email: ` ${email.toUpperCase()}`, password }, visitor())
    expect((await sessionOf(value))?.user.email).toBe(email)
  })

  it('refuses an unknown person, a wrong password and a disabled person with the same words', async () => {
    const email = await person()
    const disabled = await person()
    await database().prisma.user.update({ where: { email: disabled }, data: { disabledAt: new Date() } })
    const refusals = await Promise.all([
      attempt('personne@example.fr', password),
      attempt(email, 'faux'),
      attempt(disabled, password),
    ])
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'forbidden', reason: 'sign_in_refused', params: {} })
  })

  it('says so when a person works nowhere', async () => {
    await createUser({ email: 'seul@example.fr', name: 'Seul', passwordHash: await hashPassword(password) })
    expect(await attempt('seul@example.fr', password)).toMatchObject({ reason: 'no_shop' })
  })

  it.each([
    [{}],
    [{ email: '', password: '' }],
    [null],
    [{ email: 'a@example.fr', password: ['x'] }],
    [{ email: 'a@example.fr', password: 'x'.repeat(201) }],
  ])('refuses %j by field', async (input) => {
    await expect(signInWithPassword(input, visitor())).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('throttle', () => {
  it('refuses the 11th check of an account, even a right one, and no other account', async () => {
    const [email, other] = [await person(), await person()]
    for (let i = 0; i < 10; i++)
      expect(await attempt(i % 2 ? email : email.toUpperCase(), 'faux')).toMatchObject({ reason: 'sign_in_refused' })
    const eleventh = await attempt(email, password)
    expect(eleventh).toMatchObject({ code: 'rate_limited', reason: 'sign_in_throttled', params: { minutes: 15 } })
    expect(await attempt(other, password)).toBe('in')
  })

  it('counts 30 attempts at once exactly', async () => {
    const email = await person()
    const results = await Promise.all(Array.from({ length: 30 }, () => attempt(email, 'faux')))
    const refused = results.filter((result) => result !== 'in' && result.reason === 'sign_in_refused')
    expect(refused).toHaveLength(10)
  })

  it('ends by itself and is never prolonged by trying', async () => {
    const email = await person()
    for (let i = 0; i < 12; i++) await attempt(email, 'faux')
    const { rows } = await database().pool.query<{ expire: number }>('select expire from login_throttle where points = 12')
    expect(rows).toHaveLength(1)
    expect(rows[0]!.expire).toBeLessThanOrEqual(Date.now() + 15 * 60_000)
    await database().pool.query('update login_throttle set expire = $1 where points = 12', [Date.now() - 1])
    expect(await attempt(email, password)).toBe('in')
  })

  it('does not count right passwords', async () => {
    const email = await person()
    for (let i = 0; i < 15; i++) expect(await attempt(email, password)).toBe('in')
  })

  it('limits an address that tries many accounts', async () => {
    const results: (CrmError | 'in')[] = []
    for (let i = 0; i < 102; i++) results.push(await attempt(`essai-${i}@example.fr`, 'faux', '192.0.2.7'))
    expect(results.filter((result) => result !== 'in' && result.code === 'rate_limited')).toHaveLength(2)
    expect(await attempt(await person(), password, '192.0.2.8')).toBe('in')
  })

  it('keeps nobody’s address', async () => {
    await attempt('curieuse@example.fr', 'faux', '192.0.2.9')
    const { rows } = await database().pool.query<{ key: string }>('select key from login_throttle')
    expect(rows.map(({ key }) => key).join()).not.toMatch(/example|192\.0/)
  })
})

describe('passwords', () => {
  it('are argon2id with OWASP’s parameters', async () => {
    const hashed = await hashPassword(password)
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await verifyPassword(hashed, password)).toBe(true)
    expect(await verifyPassword(hashed, `${password} `)).toBe(false)
    expect(await verifyPassword(null, password)).toBe(false)
  })

  it('take as long to refuse for an unknown person', async () => {
    const hashed = await hashPassword(password)
    const spent: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
    for (let i = 0; i < 15; i++)
      for (const kind of i % 2 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)) {
        const start = performance.now()
        await verifyPassword(kind === 'known' ? hashed : null, 'faux')
        spent[kind].push(performance.now() - start)
      }
    const median = (values: number[]) => values.sort((a, b) => a - b)[7]!
    const ratio = median(spent.unknown) / median(spent.known)
    expect(ratio).toBeGreaterThan(0.5)
    expect(ratio).toBeLessThan(2)
  })
})
