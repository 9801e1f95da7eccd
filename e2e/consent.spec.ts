// Agreements asked for in bulk: by keyboard, as a file, answered on a customer's own page, seen on the Fiche; and taken back.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const phone = { width: 360, height: 780 }
const desk = { width: 1440, height: 900 }
const password = 'un mot de passe de test'
const listPath = '/dashboard/customers'
const people = [
  { firstName: 'Ana', lastName: 'Martin', phone: '06 39 98 12 34', email: 'ana@example.org' },
  { firstName: 'Bo', phone: '06 39 98 12 35', agreed: true },
  { firstName: 'Cy', phone: '06 39 98 12 36', agreed: false },
  { firstName: 'Di', email: 'di@example.org' },
  { firstName: 'Eve', phone: '06 39 98 12 37', language: 'en' },
]

interface World {
  ids: Map<string, string>
  consents(name: string): Promise<unknown>
  signIn(page: Page): Promise<void>
}

async function openShop(product: Product): Promise<World> {
  const slug = `boutique-${randomUUID().slice(0, 8)}`
  await product.cli(['tenant:create', '--slug', slug, '--name', 'Boutique Élégance'])
  const key = await product.cli(['api-key:create', '--tenant', slug, '--scopes', 'customers:read,customers:write'])
  const call = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${product.url}/api/v1${path}`, { method, headers, ...sent })
    expect(response.ok, `${method} ${path}`).toBe(true)
    return response.json()
  }
  const ids = new Map<string, string>()
  for (const { agreed, ...customer } of people) {
    const { id } = z.object({ id: z.string() }).parse(await call('POST', '/customers', customer))
    ids.set(customer.firstName, id)
    if (agreed !== undefined) await call('PUT', `/customers/${id}/preferences`, { optIn: { sms: agreed }, source: 'in-store' })
  }
  return {
    ids,
    consents: async (name) => call('GET', `/customers/${ids.get(name) ?? ''}/preferences`),
    signIn: async (page) => {
      const email = `owner-${slug}@example.org`
      await product.cli(['user:create', '--tenant', slug, '--email', email, '--role', 'owner'], `${password}\n`)
      await signIn(page, product.url, { email, password })
    },
  }
}

const bar = (page: Page) => page.getByRole('region', { name: 'Clients sélectionnés' })
const job = (page: Page) => page.getByRole('region', { name: 'Actions groupées' })

/** By keyboard alone: everybody on the page, the menu, the channel. */
async function askEverybody(page: Page, channel: string): Promise<void> {
  await expect(async () => {
    await page.locator('[data-row-link]').first().focus()
    await page.keyboard.press('x')
    await expect(bar(page)).toBeVisible({ timeout: 3_000 })
  }).toPass()
  for (let n = 1; n < people.length; n++) await page.keyboard.press('Shift+J')
  await expect(bar(page)).toContainText('5 sélectionnés')
  await bar(page).getByRole('button', { name: 'Autres actions sur la sélection' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Demander le consentement…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Demander le consentement' })
  await expect(dialog.getByLabel('Canal')).toBeFocused()
  await expect(dialog).toContainText('Coccinelle n’envoie pas encore ces demandes')
  await dialog.getByLabel('Canal').selectOption({ label: channel })
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Préparer les demandes' }).press('Enter')
}

async function download(page: Page): Promise<string[][]> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Télécharger les demandes' }).click(),
  ])
  const text = await readFile(await file.path(), 'utf8')
  expect(text.startsWith('\uFEFF')).toBe(true)
  return text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.split(';'))
}

test('asked in bulk, answered on one’s own page, seen on the Fiche, and taken back', async ({ product, page, browser }) => {
  test.slow()
  const shop = await openShop(product)
  await shop.signIn(page)
  await page.setViewportSize(desk)
  await page.goto(`${product.url}${listPath}?sort=name`)
  await askEverybody(page, 'SMS')
  await expect(job(page)).toContainText('2 demandes prêtes à envoyer', { timeout: 20_000 })
  await expect(job(page)).toContainText('3 clients laissés de côté')
  await job(page).getByRole('link', { name: 'Voir le détail' }).press('Enter')
  await expect(page.getByRole('heading', { name: 'Demander le consentement (SMS)' })).toBeVisible()
  const detail = page.url()

  await test.step('row by row who was left out and why, and that nothing was sent', async () => {
    await expect(
      page.getByText(
        'Coccinelle n’envoie pas encore ces demandes : le fichier contient pour chaque client son lien et le texte à envoyer.',
      ),
    ).toBeVisible()
    await page.getByRole('link', { name: /Laissés de côté/ }).click()
    for (const [name, why] of [
      ['Bo', 'A déjà donné son accord'],
      ['Cy', 'A refusé'],
      ['Di', 'Aucune adresse sur ce canal'],
    ] as const)
      await expect(page.getByRole('listitem').filter({ hasText: name })).toContainText(why)
    for (const size of [phone, desk]) {
      await page.setViewportSize(size)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
  })

  const rows = await download(page)
  const row = (name: string) => rows.find(([first]) => first?.startsWith(name) === true) ?? []
  expect(rows.map(([name]) => name).toSorted()).toEqual(['Ana Martin', 'Eve'])
  expect(row('Ana')[1]).toBe('06 39 98 12 34')
  expect(row('Ana')[3]).toContain('Bonjour Ana, Boutique Élégance aimerait')
  expect(row('Eve')[3]).toContain('Hello Eve, Boutique Élégance would like')
  const [anas, eves] = [row('Ana')[2] ?? '', row('Eve')[2] ?? '']

  await test.step('Ana on her phone, who is nobody here', async () => {
    const context = await browser.newContext({ viewport: phone, locale: 'en-GB' })
    try {
      const own = await context.newPage()
      const response = await own.goto(anas)
      const headers = response?.headers() ?? {}
      expect(response?.status()).toBe(200)
      expect(headers['referrer-policy']).toBe('no-referrer')
      expect(headers['x-robots-tag']).toContain('noindex')
      expect(headers['cache-control']).toContain('no-store')
      expect(await context.cookies()).toEqual([])
      await expect(own.locator('html')).toHaveAttribute('lang', 'fr')
      await expect(own.getByRole('heading', { name: 'Recevoir les nouvelles de Boutique Élégance ?' })).toBeVisible()
      const text = await own.content()
      for (const secret of ['Martin', 'ana@', '981234', '98 12 34']) expect(text.includes(secret), secret).toBe(false)
      await expect(own.getByRole('link')).toHaveCount(0)
      await expect(own.locator('main')).toContainText('06 39 •• •• 34')
      for (const colorScheme of ['light', 'dark'] as const) {
        await own.emulateMedia({ colorScheme })
        await expectNoSidewaysScroll(own)
        await expectAccessible(own)
      }
      expect(await shop.consents('Ana')).toMatchObject({ optIn: { sms: null, email: null } })
      const asked = own.getByRole('group', { name: /Par SMS/ })
      for (const button of await own.locator('main').getByRole('button').all())
        expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
      await asked.getByRole('button', { name: 'Oui' }).press('Enter')
      await expect(asked).toContainText('Enregistré. Vous avez dit oui')
      await expect(asked.getByRole('button', { name: 'Oui' })).toHaveAttribute('aria-pressed', 'true')
      await expectAccessible(own)
    } finally {
      await context.close()
    }
  })

  await test.step('Eve in English and without any script', async () => {
    const context = await browser.newContext({ viewport: desk, javaScriptEnabled: false })
    try {
      const own = await context.newPage()
      await own.goto(eves)
      await expect(own.locator('html')).toHaveAttribute('lang', 'en')
      await own.getByRole('button', { name: 'No to all' }).click()
      await expect(own.getByText('Saved. You said no')).toHaveCount(3)
    } finally {
      await context.close()
    }
  })

  await test.step('the Fiche and the ledger show it, and the file holds nobody any more', async () => {
    expect(await shop.consents('Ana')).toMatchObject({
      optIn: { sms: true, email: null },
      consents: [{ channel: 'sms', state: 'granted', source: 'preference_page' }],
    })
    expect(await shop.consents('Eve')).toMatchObject({ optIn: { sms: false, whatsapp: false, email: false, phone: false } })
    await page.goto(`${product.url}${listPath}/${shop.ids.get('Ana') ?? ''}`)
    const answered = page.locator('[data-activity="consent_changed"]')
    await expect(answered).toContainText('SMS : accord')
    await expect(answered).toContainText('Par le client, en ligne')
    await expect(answered).toContainText('par le client')
    await expect(page.locator('[data-activity="consent_requested"]')).toContainText('SMS')
    await page.goto(detail)
    expect(await download(page)).toEqual([])
  })

  await test.step('a link copied from the Fiche opens the same page', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto(`${product.url}${listPath}/${shop.ids.get('Ana') ?? ''}`)
    await page.getByRole('button', { name: 'Autres actions', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Copier le lien des préférences' }).click()
    await expect(page.getByText(/Lien copié/)).toBeVisible()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).not.toBe(anas)
    await page.goto(copied)
    await expect(page.getByRole('group', { name: /Par SMS/ })).toContainText('Vous avez dit oui')
  })

  await test.step('taken back, the links that nobody used open nothing', async () => {
    await page.goto(`${product.url}${listPath}?sort=name`)
    await askEverybody(page, 'E-mail')
    await expect(job(page)).toContainText('2 demandes prêtes à envoyer', { timeout: 20_000 })
    await job(page).getByRole('link', { name: 'Voir le détail' }).press('Enter')
    await expect(page.getByRole('heading', { name: 'Demander le consentement (E-mail)' })).toBeVisible()
    const [mail] = await download(page)
    await page.getByRole('button', { name: 'Annuler cette action' }).click()
    await expect(page.getByText('2 clients remis comme avant').first()).toBeVisible({ timeout: 20_000 })
    await expect(page.getByRole('link', { name: 'Télécharger les demandes' })).toHaveCount(0)
    const context = await browser.newContext({ viewport: phone })
    try {
      const own = await context.newPage()
      const words: string[] = []
      for (const address of [mail?.[2] ?? '', `${product.url}/p/${'A'.repeat(24)}`, `${product.url}/p/x%27%20or%20true`]) {
        expect((await own.goto(address))?.status()).toBe(404)
        await expect(own.getByRole('heading', { name: 'Ce lien n’ouvre plus rien' })).toBeVisible()
        words.push(await own.locator('main').innerText())
      }
      expect(new Set(words).size).toBe(1)
      await expectNoSidewaysScroll(own)
      await expectAccessible(own)
    } finally {
      await context.close()
    }
  })
})
