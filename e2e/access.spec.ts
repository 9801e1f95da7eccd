// One shop never sees another: a foreign id looks exactly like one that does not exist; signing out ends it at once.
import { z } from 'zod'
import { expect, signIn, test } from './test'

const idSchema = z.object({ id: z.string() })
const unknown = '01999999-9999-7999-8999-999999999999'
const password = 'un mot de passe de test'

test('another shop’s customer looks like no customer, on pages and in the API', async ({ product, browser }) => {
  await product.cli(['tenant:create', '--slug', 'autre-boutique', '--name', 'Autre boutique'])
  await product.cli(
    ['user:create', '--tenant', 'autre-boutique', '--email', 'lea@autre.example', '--role', 'owner'],
    `${password}\n`,
  )
  const scopes = 'customers:read,customers:write,messages:read,messages:write'
  const [ours, theirs] = [
    await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', scopes]),
    await product.cli(['api-key:create', '--tenant', 'autre-boutique', '--scopes', scopes]),
  ]
  const call = (key: string, method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${product.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })

  const created = await call(ours, 'POST', '/customers', {
    firstName: 'Canari',
    lastName: 'Jaune-Serin',
    phone: '06 39 98 45 45',
  })
  expect(created.status).toBe(201)
  const { id } = idSchema.parse(await created.json())

  const attempts: [method: string, path: (id: string) => string, body?: unknown][] = [
    ['GET', (one) => `/customers/${one}`],
    ['PATCH', (one) => `/customers/${one}`, { firstName: 'Pris' }],
    ['DELETE', (one) => `/customers/${one}`],
    ['GET', (one) => `/customers/${one}/notes`],
    ['POST', (one) => `/customers/${one}/notes`, { content: 'Pris' }],
    ['GET', (one) => `/customers/${one}/activities`],
    ['POST', (one) => `/customers/${one}/activities`, { type: 'call', channel: 'phone' }],
    ['POST', (one) => `/customers/${one}/tags`, { tags: ['pris'] }],
    ['GET', (one) => `/customers/${one}/preferences`],
    ['PUT', (one) => `/customers/${one}/preferences`, { optIn: { sms: true } }],
    ['GET', (one) => `/customers/${one}/stats`],
    ['POST', (one) => `/customers/${one}/merge`, { duplicateId: '01999999-9999-7999-8999-000000000000' }],
    [
      'POST',
      (one) => `/customers/${one}/orders`,
      { externalId: '1', total: { amount: 1, currency: 'EUR' }, placedAt: '2026-01-01T00:00:00Z' },
    ],
  ]
  for (const [method, path, body] of attempts) {
    const [foreign, missing] = [await call(theirs, method, path(id), body), await call(theirs, method, path(unknown), body)]
    expect([method, path('…'), foreign.status]).toEqual([method, path('…'), 404])
    expect((await foreign.text()).replaceAll(id, unknown)).toBe(await missing.text())
  }
  expect(await (await call(ours, 'GET', `/customers/${id}`)).json()).toMatchObject({ firstName: 'Canari', version: 1, tags: [] })

  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await signIn(page, product.url, { email: 'lea@autre.example', password })
    const words: string[] = []
    for (const one of [id, unknown]) {
      await page.goto(`${product.url}/dashboard/customers/${one}`)
      await expect(page.getByRole('heading', { name: 'Rien à cette adresse' })).toBeVisible()
      words.push(await page.locator('main').innerText())
    }
    expect(words[0]).toBe(words[1])
    expect(words[0]).not.toContain('Canari')
    await page.goto(`${product.url}/dashboard/customers?query=Serin`)
    await expect(page.locator('main')).not.toContainText('Canari')
  } finally {
    await context.close()
  }
})

test('nobody is let in without signing in, and signing out counts at once everywhere', async ({ product, browser }) => {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    for (const path of [
      '/dashboard',
      '/dashboard/customers',
      '/dashboard/customers/new',
      '/dashboard/till',
      '/dashboard/stats',
      '/dashboard/customers/segments',
      '/dashboard/customers/segments/vip',
      '/dashboard/customers/why?id=01999999-9999-7999-8999-999999999999',
      '/dashboard/customers/import',
      '/dashboard/customers/import/01999999-9999-7999-8999-999999999999',
      '/dashboard/customers/export',
      '/dashboard/customers/tags',
      '/dashboard/customers/bulk',
      '/dashboard/customers/bulk/01999999-9999-7999-8999-999999999999',
      '/dashboard/customers/bulk/01999999-9999-7999-8999-999999999999/results',
      '/dashboard/customers/bulk/01999999-9999-7999-8999-999999999999/requests',
      '/dashboard/settings/crm',
      '/dashboard/settings/channels',
    ]) {
      await page.goto(product.url + path)
      expect(new URL(page.url()).pathname).toBe('/login')
    }
    await signIn(page, product.url, product.signIn)
    const cookies = await context.cookies()
    await page
      .getByRole('button', { name: /compte|Camille/i })
      .first()
      .click()
    await page.getByRole('menuitem', { name: 'Se déconnecter' }).click()
    await page.waitForURL(/\/login/)
    await context.addCookies(cookies)
    await page.goto(`${product.url}/dashboard/customers`)
    expect(new URL(page.url()).pathname, 'the old cookie opens nothing').toBe('/login')
  } finally {
    await context.close()
  }
})

test('a wrong password keeps the address and says what to do', async ({ product, page }) => {
  await page.goto(`${product.url}/login`)
  await page.getByLabel('Adresse e-mail').fill('camille@example.org')
  await page.getByLabel('Mot de passe').fill('pas le bon')
  await page.getByRole('button', { name: 'Se connecter' }).click()
  await expect(page.getByRole('alert').first()).toBeVisible()
  await expect(page.getByLabel('Adresse e-mail')).toHaveValue('camille@example.org')
})
