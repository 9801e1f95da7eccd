// Réglages › CRM: what a shop sees of the systems it could link and of those it has, in every state, by keyboard and by ear; and who may not.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import pg from 'pg'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const page1 = '/dashboard/settings/crm'
const password = 'un mot de passe de test'
const hidden = 'v1.secret-of-the-connection'

/** As the owner of the product's own embedded database. */
async function connect({ dataDir }: Product): Promise<pg.Client> {
  const read = async (name: string): Promise<string> => (await readFile(path.join(dataDir, name), 'utf8')).trim()
  const [port, secret] = await Promise.all([read('postgres-port'), read('postgres-password')])
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(port),
    user: 'postgres',
    password: secret,
    database: 'coccinelle',
  })
  await client.connect()
  return client
}

interface Link {
  vendor?: 'hubspot' | 'salesforce'
  role?: 'primary' | 'source'
  status?: 'connected' | 'expiring' | 'reconnect_needed' | 'error'
  hoursAgo?: number
}

/** A shop of its own with one person, and links as they are after some time. */
async function shopWith(product: Product, links: Link[], role = 'owner') {
  const slug = `boutique-${randomUUID().slice(0, 8)}`
  const email = `${slug}@example.org`
  await product.cli(['tenant:create', '--slug', slug, '--name', 'Essai'])
  await product.cli(['user:create', '--tenant', slug, '--email', email, '--role', role], `${password}\n`)
  const ids: string[] = []
  const client = await connect(product)
  try {
    for (const { vendor = 'hubspot', role: as = 'primary', status = 'connected', hoursAgo = 2 } of links) {
      const id = randomUUID()
      const reason = status === 'error' ? 'unavailable' : status === 'reconnect_needed' ? 'grant_ended' : null
      await client.query(
        `insert into "CrmConnection" ("tenantId", id, vendor, role, status, "statusAt", "lastOkAt", "accountId", "accountLabel", "statusReason", credentials)
         select id, $2, $3, $4, $5, now() - $6 * interval '1 hour', now() - $6 * interval '1 hour', $7, 'Essai SARL', $8, $9
         from "Tenant" where slug = $1`,
        // What cannot be unsealed is a trouble of its own: only links that let nobody in have it here.
        [slug, id, vendor, as, status, hoursAgo, `account-${id}`, reason, status === 'reconnect_needed' ? hidden : null],
      )
      ids.push(id)
    }
  } finally {
    await client.end()
  }
  return { signIn: { email, password }, ids }
}

async function open(page: Page, product: Product, links: Link[], role?: string): Promise<string[]> {
  const shop = await shopWith(product, links, role)
  await page.context().clearCookies()
  await signIn(page, product.url, shop.signIn)
  return shop.ids
}

const card = (page: Page, name: string) =>
  page.locator('section', { has: page.getByRole('heading', { level: 3, name, exact: true }) }).last()

const sound = async (page: Page): Promise<void> => {
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  expect(await page.content(), 'no secret on the page').not.toContain('secret-of-the-connection')
}

test('nothing linked: what each system brings, and what the operator must set for its button', async ({ product, page }) => {
  await open(page, product, [])
  await page.goto(product.url + page1)
  await expect(page.getByRole('heading', { name: 'Aucun système relié pour l’instant' })).toBeVisible()
  for (const [label, prefix] of [
    ['HubSpot', 'HUBSPOT'],
    ['Salesforce', 'SALESFORCE'],
  ] as const) {
    await expect(card(page, label).getByText('Ce qu’il sait faire')).toBeVisible()
    await expect(card(page, label).getByText(`${prefix}_CLIENT_ID`)).toBeVisible()
    await expect(card(page, label).getByRole('link', { name: `Relier ${label}` })).toHaveCount(0)
    await expect(card(page, label).getByRole('button', { name: /Donner une clé/ })).toBeVisible()
  }
  await expect(page.getByRole('radio')).toHaveCount(0)
})

test('by keyboard alone: a key is asked for in a dialog, refused with its reason, and never shown', async ({ product, page }) => {
  await open(page, product, [])
  await page.goto(product.url + page1)
  const opener = card(page, 'HubSpot').getByRole('button', { name: /Donner une clé/ })
  await opener.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  const field = dialog.locator('input[type=password]')
  await expect(field).toBeFocused()
  await page.keyboard.type('01234567-89ab-cdef-0123-456789abcdef')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert').first()).toBeVisible()
  expect(await page.locator('body').innerText()).not.toContain('01234567-89ab')
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(opener).toBeFocused()
  await opener.press('Enter')
  await expect(field, 'what was typed is forgotten').toHaveValue('')
})

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`every state on a ${size}, ${colorScheme}`, async ({ product, page }) => {
      test.setTimeout(240_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))

      await test.step('nothing linked', async () => {
        await open(page, product, [])
        await page.goto(product.url + page1)
        await expect(page.getByRole('heading', { level: 1, name: 'CRM' })).toBeVisible()
        await sound(page)
      })
      await test.step('linked, all that can be opened open', async () => {
        await open(page, product, [{}, { vendor: 'salesforce', role: 'source' }])
        await page.goto(product.url + page1)
        await expect(card(page, 'HubSpot').getByText('Essai SARL')).toBeVisible()
        await expect(card(page, 'HubSpot').getByText('À jour')).toBeVisible()
        for (const summary of await page.locator('summary').all()) await summary.click()
        await sound(page)
      })
      await test.step('to be linked again', async () => {
        const [id] = await open(page, product, [{ status: 'reconnect_needed' }])
        await expect(page.getByText('HubSpot ne nous laisse plus entrer')).toBeVisible()
        await sound(page)
        await page.getByRole('link', { name: 'Relier à nouveau' }).click()
        await page.waitForURL((url) => url.pathname === page1)
        await expect(card(page, 'HubSpot').getByText('L’accès a été retiré là-bas')).toBeVisible()
        await expect(card(page, 'HubSpot').getByText('partiront dès que HubSpot sera relié')).toBeVisible()
        await sound(page)
        await page.goto(`${product.url}${page1}/${id ?? ''}/mapping`)
        await expect(page.getByText('Les champs de HubSpot ne peuvent pas être lus pour l’instant')).toBeVisible()
        await expect(page.getByText('Place habituelle').first()).toBeVisible()
        await sound(page)
      })
      await test.step('not answering, and the dialogs', async () => {
        await open(page, product, [{ status: 'error' }])
        await page.goto(product.url + page1)
        await expect(page.getByText('HubSpot ne répond pas comme prévu')).toBeVisible()
        await page.getByRole('button', { name: 'Autres actions, HubSpot' }).click()
        await page.getByRole('menuitem', { name: 'Délier…' }).click()
        await expect(page.getByRole('dialog', { name: 'Délier HubSpot ?' })).toContainText('Ce qui reste')
        await sound(page)
        await page.keyboard.press('Escape')
        await page.getByRole('radio', { name: /Coccinelle/ }).click()
        await expect(page.getByRole('dialog')).toContainText('Coccinelle devient le système principal ?')
        await sound(page)
        await page.getByRole('button', { name: 'Annuler' }).click()
        await expect(page.getByRole('radio', { name: /HubSpot/ }), 'asked, not yet done').toBeChecked()
      })
      expect(errors).toEqual([])
    })

test('the primary system is chosen by keyboard, confirmed, and kept', async ({ product, page }) => {
  await open(page, product, [{ status: 'reconnect_needed' }])
  await page.goto(product.url + page1)
  const [here, there] = [page.getByRole('radio', { name: /Coccinelle/ }), page.getByRole('radio', { name: /HubSpot/ })]
  await expect(there).toBeChecked()
  await there.focus()
  await page.keyboard.press('ArrowUp')
  await page.getByRole('dialog').getByRole('button', { name: 'Changer' }).press('Enter')
  await expect(here).toBeChecked()
  await page.reload()
  await expect(here).toBeChecked()
})

test('unlinking says what stays, and the card is as it was before', async ({ product, page }) => {
  await open(page, product, [{}])
  await page.goto(product.url + page1)
  await page.getByRole('button', { name: 'Autres actions, HubSpot' }).press('Enter')
  await page.getByRole('menuitem', { name: 'Délier…' }).press('Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Délier' }).click()
  await expect(page.getByText('HubSpot est délié')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Aucun système relié pour l’instant' })).toBeVisible()
})

test('a seller sees neither the settings nor the banner; who may only look can change nothing', async ({ product, page }) => {
  const [id] = await open(page, product, [{ status: 'reconnect_needed' }], 'seller')
  for (const address of [page1, `${page1}/${id ?? ''}/mapping`]) {
    await page.goto(product.url + address)
    await expect(page.getByRole('heading', { level: 1, name: /demandent un accès/ })).toBeVisible()
    await expect(page.getByText('HubSpot')).toHaveCount(0)
    await sound(page)
  }
  await page.goto(`${product.url}/dashboard`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('ne nous laisse plus entrer')).toHaveCount(0)

  await open(page, product, [{ status: 'reconnect_needed' }], 'read-only')
  await page.goto(product.url + page1)
  await expect(page.getByText('HubSpot ne nous laisse plus entrer')).toBeVisible()
  for (const name of [/Relier/, /Vérifier/, /Autres actions/, /Donner une/])
    await expect(page.locator('main').getByRole('button', { name })).toHaveCount(0)
  await expect(page.getByRole('radio', { name: /HubSpot/ })).toBeDisabled()
})

test('another shop’s link looks like none', async ({ product, page }) => {
  const other = await shopWith(product, [{}])
  await open(page, product, [])
  for (const id of [other.ids[0] ?? '', randomUUID()]) {
    await page.goto(`${product.url}${page1}/${id}/mapping`)
    await expect(page.getByRole('heading', { name: 'Rien à cette adresse' })).toBeVisible()
  }
})

test('the way back from a consent page says how it went, once', async ({ product, page }) => {
  await open(page, product, [{}])
  await page.goto(`${product.url}${page1}?linked=hubspot`)
  await expect(page.getByText('HubSpot est relié')).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`${page1}$`))
  await page.reload()
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText('HubSpot est relié')).toHaveCount(0)
  await page.goto(`${product.url}${page1}?linked=nobody&refused=%3Cimg%20src=x%3E`)
  await expect(page.getByText('La connexion n’a pas abouti')).toBeVisible()
  await expect(page.locator('main img')).toHaveCount(0)
})
