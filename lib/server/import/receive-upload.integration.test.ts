// The door for files, the file of what was refused, and the list as a file: who may not gets nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { GET as exportList } from '@/app/dashboard/customers/export/route'
import { GET as failedFile } from '@/app/dashboard/customers/import/[importId]/failed/route'
import type { Role } from '@/lib/auth/roles'
import { createSession } from '@/lib/auth/session'
import { sealSession, sessionCookie } from '@/lib/auth/session-cookie'
import type { Shop } from '@/lib/customers/use-case'
import { addMembership, createTenant, createUser } from '@/lib/db/account-repo'
import { listImports } from '@/lib/db/import-repo'
import { decodeWindows1252 } from '@/lib/customers/import/windows-1252'
import { startTestApp, type TestApp } from '@/lib/test/app-environment'
import { importFile, readImport } from '@/lib/test/import-world'
import { receiveUpload } from './receive-upload'

const request = { headers: new Headers(), cookies: new Map<string, string>() }

vi.mock('next/headers', () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => (request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined),
  }),
}))
vi.mock('next-intl/server', async () => {
  const { createTranslator } = await import('use-intl/core')
  const messages = await import('@/messages/fr')
  return {
    getLocale: async () => 'fr',
    getTranslations: async (namespace: 'imports' | 'customers') => createTranslator({ locale: 'fr', messages, namespace }),
  }
})
// React's cache remembers for a request; these tests make many in one.
vi.mock('react', async (original) => ({ ...(await original<object>()), cache: <T>(work: T) => work }))

let app: TestApp
let shop: Shop
let made = 0
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())
beforeEach(async () => {
  made++
  shop = await createTenant({ slug: `shop-${String(made)}`, name: 'Essai' })
  await signIn(shop, 'owner')
})

async function signIn(at: Shop, role: Role): Promise<void> {
  made++
  const user = await createUser({ email: `p${String(made)}@example.fr`, name: 'Camille', passwordHash: 'unused' })
  await addMembership(at.id, user.id, role)
  const { value } = await createSession(user.id, { userAgent: null })
  request.cookies = new Map([[sessionCookie().name, await sealSession(value)]])
}

const upload = async (
  text: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; answer: Record<string, unknown> }> => {
  const response = await receiveUpload(
    new Request('http://coccinelle.test/api/imports?name=..%2Fclients%00.csv', {
      method: 'POST',
      body: text,
      headers: { origin: 'http://coccinelle.test', host: 'coccinelle.test', ...headers },
    }),
    String,
  )
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> }
}

describe('the door', () => {
  it('takes a file, under a name that is only a name', async () => {
    const { status, answer } = await upload('Tel\n0639981201\n')
    expect(status).toBe(200)
    expect(await readImport(shop, String(answer.data))).toMatchObject({
      fileName: 'clients.csv',
      status: 'checking',
      createdByName: 'Camille',
    })
  })

  it.each(['seller', 'read-only'] as const)('is closed to a %s', async (role) => {
    await signIn(shop, role)
    expect(await upload('Tel\n0639981201\n')).toMatchObject({ status: 422, answer: { ok: false, code: 'forbidden' } })
    expect(await listImports(shop.id, 10)).toEqual([])
  })

  it('is closed to another site and to who is signed out', async () => {
    expect((await upload('Tel\n0', { origin: 'https://elsewhere.example' })).answer).toMatchObject({ reason: 'foreign_origin' })
    request.cookies = new Map()
    expect((await upload('Tel\n0')).answer).toMatchObject({ code: 'auth_expired' })
  })

  it('says in plain words what is wrong with a file', async () => {
    expect((await upload('PK\u0003\u0004')).answer).toMatchObject({ message: expect.stringContaining('classeur Excel') })
    expect((await upload('')).answer).toMatchObject({ message: 'Ce fichier est vide.' })
    expect((await upload('x', { 'content-length': '60000000' })).answer).toMatchObject({ reason: 'file_size' })
  })
})

describe('the rows that were refused', () => {
  const failed = (id: string) =>
    failedFile(new Request('http://coccinelle.test/x'), { params: Promise.resolve({ importId: id }) })

  it('come as they were, in the encoding they came in, with their reasons; corrected, they go in', async () => {
    const text = 'Prénom,Tel,Ville\nÉlodie,faux,=Lyon\nPaul,0639981201,Nice\nZoé,,"a, b"\n'
    const { id } = await importFile(shop, text, { encoding: 'windows-1252' })
    const response = await failed(id)
    expect(response.headers.get('content-type')).toBe('text/csv; charset=windows-1252')
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="lignes-non-importees.csv"/)
    const file = decodeWindows1252(new Uint8Array(await response.arrayBuffer()))
    expect(file.split('\r\n')).toEqual([
      'Prénom,Tel,Ville,Ligne du fichier,Raison du refus',
      `Élodie,faux,'=Lyon,2,Tel : «\u00A0faux\u00A0» n’est pas un numéro de téléphone.`,
      'Zoé,,"a, b",4,"Ni téléphone, ni e-mail, ni référence\u00A0: impossible de reconnaître cette personne la prochaine fois."',
      '',
    ])
    const again = await importFile(shop, file.replace('faux', '0639981202').replace('Zoé,,', 'Zoé,0639981203,'), {
      encoding: 'windows-1252',
    })
    expect(again.counts).toMatchObject({ created: 2, refused: 0 })
  })

  it('of another shop look like none', async () => {
    const other = await createTenant({ slug: `other-${String(made)}`, name: 'Autre' })
    const { id } = await importFile(other, 'Prénom;Tel\nÉlodie;faux\n')
    for (const one of [id, '01999999-9999-7999-8999-999999999999']) expect((await failed(one)).status).toBe(404)
    await signIn(other, 'seller')
    expect((await failed(id)).status).toBe(404)
  })
})

describe('the list as a file', () => {
  const get = (query: string) => exportList(new Request(`http://coccinelle.test/dashboard/customers/export${query}`))

  it('follows the address of the list', async () => {
    await importFile(shop, 'Prénom;Tel;Étiquettes\nAna;0639981201;été\nBea;0639981202;\n')
    const response = await get('?tag=%C3%A9t%C3%A9&delimiter=,&cursor=nonsense')
    expect(response.headers.get('content-disposition')).toMatch(/filename="clients-\d{4}-\d\d-\d\d\.csv"/)
    const lines = (await response.text()).trim().split('\r\n')
    expect(lines).toHaveLength(2)
    expect(lines[1]).toContain(",Ana,,'+33639981201,")
  })

  it.each(['seller', 'read-only'] as const)('is not for a %s', async (role) => {
    await signIn(shop, role)
    const response = await get('')
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('accès responsable')
  })
})
