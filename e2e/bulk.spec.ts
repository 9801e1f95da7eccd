// Many customers at once: selected by keyboard, tagged, watched, taken back; on every size; by those who may.
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const password = 'un mot de passe de test'
const people = 55
const listPath = '/dashboard/customers'

interface World {
  slug: string
  as(page: Page, role: string): Promise<void>
}

/** A shop of its own with more customers than a page holds. */
async function openShop(product: Product): Promise<World> {
  const slug = `boutique-${randomUUID().slice(0, 8)}`
  await product.cli(['tenant:create', '--slug', slug, '--name', 'Essai'])
  const key = await product.cli(['api-key:create', '--tenant', slug, '--scopes', 'customers:write'])
  for (let n = 0; n < people; n++) {
    const body = JSON.stringify({
      firstName: `Cliente${String(n).padStart(2, '0')}`,
      phone: `06 39 98 ${String(10 + Math.floor(n / 100))} ${String(n % 100).padStart(2, '0')}`,
      segment: n % 2 === 0 ? 'vip' : 'active',
    })
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    expect((await fetch(`${product.url}/api/v1/customers`, { method: 'POST', headers, body })).status).toBe(201)
  }
  return {
    slug,
    as: async (page, role) => {
      const email = `${role}-${slug}@example.org`
      await product.cli(['user:create', '--tenant', slug, '--email', email, '--role', role], `${password}\n`)
      await page.context().clearCookies()
      await signIn(page, product.url, { email, password })
    },
  }
}

const bar = (page: Page) => page.getByRole('region', { name: 'Clients sélectionnés' })
const job = (page: Page) => page.getByRole('region', { name: 'Actions groupées' })
const ready = (page: Page) => expect(page.getByRole('checkbox', { name: 'Sélectionner Cliente00' })).toBeVisible()
/** The script of the selection comes after the page: pressed again until it answers. */
async function selectFirst(page: Page): Promise<void> {
  await expect(async () => {
    await page.locator('[data-row-link]').first().focus()
    await page.keyboard.press('x')
    await expect(bar(page)).toBeVisible({ timeout: 3_000 })
  }).toPass()
}

/** Until the page listens, nothing that a test does to it counts. */
async function listens(page: Page): Promise<void> {
  await ready(page)
  await selectFirst(page)
  await page.keyboard.press('Escape')
  await expect(bar(page)).toHaveCount(0)
}

/** Where the whole list fits, and no bar stands over half a line. */
async function expectAccessibleWhole(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize({ ...size, height: 5_000 })
  await expectAccessible(page)
  await page.setViewportSize(size)
}

test('by keyboard alone: some, then all who match, tagged, watched, taken back', async ({ product, page }) => {
  const shop = await openShop(product)
  await shop.as(page, 'owner')
  await page.setViewportSize(sizes.desk)
  await page.goto(`${product.url}${listPath}?sort=name`)
  await ready(page)
  await selectFirst(page)
  await expect(bar(page)).toContainText('1 sélectionné')
  await page.keyboard.press('Shift+J')
  await page.keyboard.press('Shift+J')
  await expect(bar(page)).toContainText('3 sélectionnés')
  await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(3)
  await page.keyboard.press('k')
  await page.keyboard.press('x')
  await expect(bar(page)).toContainText('2 sélectionnés')

  await test.step('it survives the next page and says what it covers; another filter begins anew', async () => {
    await page.getByRole('link', { name: 'Page suivante' }).click()
    await expect(page.getByRole('checkbox', { name: 'Sélectionner Cliente54' })).toBeVisible()
    await expect(bar(page)).toContainText('dont 2 sur d’autres pages')
    await page.goto(`${product.url}${listPath}?sort=name&segment=vip`)
    await ready(page)
    await expect(bar(page)).toHaveCount(0)
    await page.goto(`${product.url}${listPath}?sort=name`)
    await expect(bar(page)).toContainText('2 sélectionnés')
    await page.keyboard.press('Escape')
    await expect(bar(page)).toHaveCount(0)
    await expect(page.getByRole('checkbox', { checked: true })).toHaveCount(0)
  })

  await test.step('all who match', async () => {
    await selectFirst(page)
    await bar(page).getByRole('button', { name: 'Les 55 qui correspondent' }).press('Enter')
    await expect(bar(page)).toContainText('55 clients sélectionnés')
    await expect(bar(page)).toContainText('Tous ceux qui correspondent, sur toutes les pages')
    await page.keyboard.press('j')
    await page.keyboard.press('x')
    await expect(bar(page)).toContainText('sauf 1')
    await bar(page).getByRole('button', { name: 'Étiqueter' }).press('Enter')
    await page.getByLabel('Étiquettes', { exact: true }).fill('robe d’été')
    await page.keyboard.press('Enter')
    await expect(job(page)).toContainText('Fait pour 54 clients', { timeout: 20_000 })
    await expect(bar(page)).toHaveCount(0)
    await expect(page.getByRole('cell').filter({ hasText: 'robe d’été' }).first()).toBeVisible()
  })

  await test.step('and taken back from where it says so', async () => {
    await job(page).getByRole('button', { name: 'Annuler' }).press('Enter')
    await expect(job(page)).toContainText('54 clients remis comme avant', { timeout: 20_000 })
    await expect(page.getByRole('cell').filter({ hasText: 'robe d’été' })).toHaveCount(0)
    await job(page).getByRole('link', { name: 'Voir le détail' }).press('Enter')
    await expect(page.getByRole('heading', { name: 'Ajouter l’étiquette robe d’été' })).toBeVisible()
    await expect(page.getByText('54 clients remis comme avant').first()).toBeVisible()
  })
})

test('archived after a question, with the result row by row, as a file, and back from its page', async ({ product, page }) => {
  const shop = await openShop(product)
  await shop.as(page, 'owner')
  await page.goto(`${product.url}${listPath}?sort=name&segment=vip`)
  await listens(page)
  await page.getByRole('checkbox', { name: 'Sélectionner Cliente00' }).click()
  await page.getByRole('checkbox', { name: 'Sélectionner Cliente04' }).click({ modifiers: ['Shift'] })
  await expect(bar(page)).toContainText('3 sélectionnés')

  await test.step('as a file first', async () => {
    await bar(page).getByRole('button', { name: 'Autres actions sur la sélection' }).click()
    const download = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: 'Exporter la sélection' }).click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text.split('\r\n').filter((line) => line !== '')).toHaveLength(4)
    expect(text).toContain('Cliente04')
  })

  await bar(page).getByRole('button', { name: 'Autres actions sur la sélection' }).click()
  await page.getByRole('menuitem', { name: 'Archiver…' }).click()
  const question = page.getByRole('dialog', { name: /Archiver 3 fiches/ })
  await expect(question).toContainText('10 minutes pour annuler')
  await question.getByRole('button', { name: 'Archiver' }).click()
  await expect(job(page)).toContainText('Fait pour 3 clients', { timeout: 20_000 })
  await expect(page.getByRole('link', { name: 'Cliente02' })).toHaveCount(0)
  await job(page).getByRole('link', { name: 'Voir le détail' }).click()
  await expect(page.getByText(/Peut être annulé jusqu’à/)).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'Cliente02' })).toBeVisible()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Télécharger le résultat' }).click(),
  ])
  expect(await readFile(await file.path(), 'utf8')).toContain('Cliente02')
  await page.getByRole('button', { name: 'Annuler cette action' }).click()
  await expect(page.getByText('3 clients remis comme avant')).toBeVisible({ timeout: 20_000 })
  await page.goto(`${product.url}${listPath}/bulk`)
  await expect(page.getByRole('link', { name: 'Archiver des fiches' })).toBeVisible()
  await page.goto(`${product.url}${listPath}?sort=name`)
  await expect(page.getByRole('link', { name: 'Cliente02' })).toBeVisible()
})

test('on a phone and at a desk, light and dark, and for those who may less', async ({ product, page }) => {
  // Four times through every screen.
  test.slow()
  const shop = await openShop(product)
  await shop.as(page, 'seller')
  for (const size of Object.values(sizes))
    for (const scheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(`${product.url}${listPath}?sort=name`)
      await listens(page)
      const box = page.getByRole('checkbox', { name: 'Sélectionner Cliente01' })
      await expect(async () => {
        const target = await box.boundingBox()
        expect(Math.min(target?.width ?? 0, target?.height ?? 0)).toBeGreaterThanOrEqual(44)
      }).toPass()
      await box.check()
      await expect(bar(page)).toContainText('1 sélectionné')
      await expectNoSidewaysScroll(page)
      await expectAccessibleWhole(page, size)
      await bar(page).getByRole('button', { name: 'Autres actions sur la sélection' }).click()
      await expect(page.getByRole('menuitem', { name: 'Retirer une étiquette…' })).toBeVisible()
      await expect(page.getByRole('menuitem', { name: 'Archiver…' })).toHaveCount(0)
      await expect(page.getByRole('menuitem', { name: 'Exporter la sélection' })).toHaveCount(0)
      await page.keyboard.press('Escape')
      await bar(page).getByRole('button', { name: 'Segment' }).click()
      await page.getByRole('dialog').getByRole('combobox').selectOption('prospect')
      await expectAccessible(page)
      await page.getByRole('button', { name: 'Appliquer' }).click()
      await expect(job(page)).toContainText(/Fait pour 1 client|Rien n’a changé/, { timeout: 20_000 })
      await expectAccessibleWhole(page, size)
      await job(page).getByRole('link', { name: 'Voir le détail' }).click()
      await expect(page.getByRole('heading', { name: 'Passer au segment Prospect' })).toBeVisible()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await page.goto(`${product.url}${listPath}/bulk`)
      await expect(page.getByRole('heading', { name: 'Actions groupées' })).toBeVisible()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
  const detail = await page.getByRole('link', { name: 'Passer au segment Prospect' }).first().getAttribute('href')
  await shop.as(page, 'read-only')
  await page.goto(`${product.url}${listPath}?sort=name`)
  await expect(page.getByRole('link', { name: 'Cliente00' })).toBeVisible()
  await expect(page.getByRole('checkbox')).toHaveCount(0)
  await page.goto(`${product.url}${detail ?? ''}`)
  await expect(page.getByText('Les actions groupées demandent de pouvoir modifier les fiches')).toBeVisible()
  const other = await openShop(product)
  await other.as(page, 'owner')
  await page.goto(`${product.url}${detail ?? ''}`)
  await expect(page.getByRole('heading', { name: 'Rien à cette adresse' })).toBeVisible()
})
