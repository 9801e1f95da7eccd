// Sessions end when they must, on every device, at the next request; a cookie that we did not make opens nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addMembership, createTenant, createUser, removeMembership, replacePassword, type User } from '@/lib/db/account-repo'
import { database } from '@/lib/db/client'
import type { Shop } from '@/lib/customers/use-case'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { hashPassword } from './password'
import { readShellFrame } from '@/lib/db/shell-frame-repo'
import { createSession, moveSession, revokeAllSessions, revokeSession, sessionOf, sessionOfCookie } from './session'
import { openSession, sealSession } from './session-cookie'

let app: TestApp
let shop: Shop
let user: User
let count = 0

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

beforeEach(async () => {
  count += 1
  shop = await createTenant({ slug: `boutique-${count}`, name: `Boutique ${count}` })
  user = await createUser({
    email: `Camille.${count}@Example.fr`,
    name: 'Camille',
    passwordHash: await hashPassword('un bon mot de passe'),
  })
  await addMembership(shop.id, user.id, 'seller')
})

const open = async (userAgent: string | null = null) => (await createSession(user.id, { userAgent })).value

describe('a session', () => {
  it('says who, in which shop and with which role', async () => {
    const signedIn = await sessionOf(await open('a browser'))
    expect(signedIn).toMatchObject({
      user: { id: user.id, email: `camille.${count}@example.fr`, name: 'Camille' },
      role: 'seller',
      shop,
    })
  })

  it('keeps nothing in the database that opens it', async () => {
    const value = await open()
    const rows = await database().prisma.session.findMany({ where: { userId: user.id } })
    expect(JSON.stringify(rows)).not.toContain(value)
    expect(await sessionOf(rows[0]!.id)).toBeNull()
  })

  it('ends by itself', async () => {
    const value = await open()
    await database().prisma.session.updateMany({ where: { userId: user.id }, data: { expiresAt: new Date(Date.now() - 1000) } })
    expect(await sessionOf(value)).toBeNull()
  })

  it('costs one statement', async () => {
    const value = await open()
    await sessionOf(value)
    // The first look also writes when the session was last seen, beside the request.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const asked = vi.spyOn(database().pool, 'query')
    await sessionOf(value)
    expect(asked).toHaveBeenCalledTimes(1)
    asked.mockRestore()
  })

  it('is marked as seen, but not at every request', async () => {
    const value = await open()
    await database().prisma.session.updateMany({ where: { userId: user.id }, data: { lastSeenAt: new Date(0) } })
    const seenAt = async () =>
      (await database().prisma.session.findFirstOrThrow({ where: { userId: user.id } })).lastSeenAt.getTime()
    await sessionOf(value)
    await vi.waitFor(async () => expect(await seenAt()).toBeGreaterThan(0))
    await database().prisma.session.updateMany({ where: { userId: user.id }, data: { lastSeenAt: new Date(0) } })
    await sessionOf(value)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(await seenAt()).toBe(0)
  })
})

describe('revocation counts at the next request', () => {
  it('of one device', async () => {
    const [phone, till] = [await open(), await open()]
    await revokeSession((await sessionOf(phone))!.sessionId)
    expect(await sessionOf(phone)).toBeNull()
    expect(await sessionOf(till)).not.toBeNull()
  })

  it('of all devices', async () => {
    const values = [await open(), await open()]
    await revokeAllSessions(user.id)
    expect(await Promise.all(values.map(sessionOf))).toEqual([null, null])
  })

  it('after a new password', async () => {
    const value = await open()
    await replacePassword(user.id, await hashPassword('un autre mot de passe'))
    expect(await sessionOf(value)).toBeNull()
  })

  it('after a change of role', async () => {
    const value = await open()
    await addMembership(shop.id, user.id, 'read-only')
    expect((await sessionOf(value))?.role).toBe('read-only')
  })

  it('after leaving the only shop', async () => {
    const value = await open()
    expect(await removeMembership(shop.id, user.id)).toBe(true)
    expect(await sessionOf(value)).toBeNull()
  })

  it('of a disabled person', async () => {
    const value = await open()
    await database().prisma.user.update({ where: { id: user.id }, data: { disabledAt: new Date() } })
    expect(await sessionOf(value)).toBeNull()
  })
})

describe('switching shop', () => {
  it('moves to a shop where the person works, with the role they have there', async () => {
    const second = await createTenant({ slug: `seconde-${count}`, name: 'Seconde' })
    await addMembership(second.id, user.id, 'owner')
    const value = await open()
    await moveSession((await sessionOf(value))!, second.id)
    expect(await sessionOf(value)).toMatchObject({ shop: { id: second.id }, role: 'owner' })
    expect((await readShellFrame(shop.id, user.id)).shops.map(({ id }) => id).sort()).toEqual([shop.id, second.id].sort())
  })

  it('refuses another shop exactly as it refuses none', async () => {
    const foreign = await createTenant({ slug: `autre-${count}`, name: 'Autre' })
    const signedIn = (await sessionOf(await open()))!
    const [theirs, nothing] = await Promise.all(
      [foreign.id, 'nowhere'].map((id) =>
        moveSession(signedIn, id).then(
          () => null,
          (error: Error) => ({ ...error, message: error.message }),
        ),
      ),
    )
    expect(theirs).toEqual(nothing)
    expect(theirs).toMatchObject({ code: 'not_found' })
  })

  it('cannot be forced by a shop id in the row', async () => {
    const foreign = await createTenant({ slug: `force-${count}`, name: 'Force' })
    const value = await open()
    await database().prisma.session.updateMany({ where: { userId: user.id }, data: { shopId: foreign.id } })
    expect((await sessionOf(value))?.shop.id).toBe(shop.id)
  })
})

describe('the cookie', () => {
  it('opens what was sealed', async () => {
    const value = await open()
    const cookie = await sealSession(value)
    expect(cookie).not.toContain(value)
    expect(await openSession(cookie)).toBe(value)
    expect((await sessionOfCookie(cookie))?.user.id).toBe(user.id)
  })

  it('opens nothing else', async () => {
    const value = await open()
    const cookie = await sealSession(value)
    const { encode } = await import('next-auth/jwt')
    const forged = [
      undefined,
      '',
      value,
      'x.y.z',
      `${cookie}x`,
      cookie.slice(0, -4),
      cookie.replace(/.(.{8})$/, (last, rest: string) => (last.startsWith('A') ? `B${rest}` : `A${rest}`)),
      await encode({ token: { value }, secret: 'another secret' }),
      await encode({ token: { value }, secret: 'a-secret-of-the-tests-and-nothing-else' }),
      await encode({ token: { sub: user.id }, secret: 'a-secret-of-the-tests-and-nothing-else' }),
    ]
    for (const cookieValue of forged) expect(await sessionOfCookie(cookieValue)).toBeNull()
  })
})

it('a shop’s name can be taken once', async () => {
  await expect(createTenant({ slug: shop.slug, name: 'Encore' })).rejects.toMatchObject({
    code: 'conflict',
    reason: 'slug_taken',
  })
  await expect(createUser({ email: user.email.toUpperCase(), name: 'x', passwordHash: 'x' })).rejects.toMatchObject({
    code: 'conflict',
    reason: 'email_taken',
  })
})
