// Étiquettes: found, renamed, merged, coloured, deleted and brought back, by keyboard; two people at once; by day and by night.
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const customerSchema = z.object({ id: z.string(), tags: z.array(z.string()) })

interface Api {
  make(firstName: string, ...tags: string[]): Promise<string>
  tagsOf(id: string): Promise<string[]>
}

async function openApi(product: Product): Promise<Api> {
  const scopes = 'customers:read,customers:write'
  const key = await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', scopes, '--name', 'Étiqueteuse'])
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  return {
    make: async (firstName, ...tags) => {
      const body = JSON.stringify({ firstName, lastName: 'Étiquette', tags })
      const answer = await fetch(`${product.url}/api/v1/customers`, { method: 'POST', headers, body })
      expect(answer.status).toBe(201)
      return customerSchema.parse(await answer.json()).id
    },
    tagsOf: async (id) =>
      customerSchema.parse(await (await fetch(`${product.url}/api/v1/customers/${id}`, { headers })).json()).tags,
  }
}

const tagsUrl = (product: Product, query = '') => `${product.url}/dashboard/customers/tags${query === '' ? '' : `?q=${query}`}`
const row = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Étiquettes' }).getByRole('listitem').filter({ hasText: name })
const who = (page: Page, name: string) => page.getByRole('link', { name: new RegExp(`^${name}\\s: voir`) })

/** Opens the menu of a tag and takes one of its entries, by keyboard. */
async function choose(page: Page, name: string, entry: string): Promise<void> {
  const button = page.getByRole('button', { name: new RegExp(`Actions sur l’étiquette «\\s${name}\\s»`) })
  await expect(async () => {
    await button.focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('menuitem', { name: 'Renommer…' })).toBeVisible({ timeout: 1_000 })
  }).toPass()
  const item = page.getByRole('menu').getByText(entry, { exact: true })
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(page.locator('[role^="menuitem"]:focus').filter({ hasText: entry })).toHaveCount(1, { timeout: 100 })
  }).toPass()
  await expect(item).toBeVisible()
  await page.keyboard.press('Enter')
}

/** The window for another name; the list may just be coming anew under the menu. */
async function openRename(page: Page, name: string): Promise<void> {
  await expect(async () => {
    await choose(page, name, 'Renommer…')
    await expect(page.getByRole('textbox', { name: 'Nom' })).toBeVisible({ timeout: 2_000 })
  }).toPass()
}

test('reached from the list’s menu and the palette; j, Enter and back', async ({ product, signedIn: page }) => {
  await (await openApi(product)).make('Ana', 'Atelier')
  await page.goto(`${product.url}/dashboard/customers`)
  await page.getByRole('button', { name: 'Importer, exporter, étiquettes' }).click()
  await page.getByRole('menuitem', { name: 'Étiquettes' }).click()
  await expect(page.getByRole('heading', { level: 1, name: /^Étiquettes/ })).toBeVisible()
  await page.goto(`${product.url}/dashboard`)
  await expect(async () => {
    await page.keyboard.press('Control+k')
    await page.getByPlaceholder('Un client, une page, une action…').fill('étiq', { timeout: 1_000 })
  }).toPass()
  await page.getByRole('option', { name: 'Étiquettes' }).click()
  await page.waitForURL(/\/customers\/tags$/)
  await page.getByRole('searchbox', { name: 'Chercher une étiquette' }).fill('ATEL')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=ATEL/)
  await page.getByRole('heading', { level: 1 }).click()
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(page.locator('a[data-row-link]:focus')).toHaveCount(1, { timeout: 500 })
  }).toPass()
  await page.keyboard.press('Enter')
  await page.waitForURL(/tag=Atelier/)
  await expect(page.getByText('Ana Étiquette').first()).toBeVisible()
})

test('a new name, taken back; one that exists is offered as a merge, and that is taken back', async ({
  product,
  signedIn: page,
}) => {
  const api = await openApi(product)
  const [one, two] = [await api.make('Bea', 'Ourlet'), await api.make('Cloé', 'Ourlets', 'Ourlet')]
  await page.goto(tagsUrl(product, 'ourlet'))
  await openRename(page, 'Ourlet')
  await page.getByRole('textbox', { name: 'Nom' }).fill('Bas de robe à ourlet')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Étiquette renommée « Bas de robe à ourlet »')).toBeVisible()
  expect(await api.tagsOf(one)).toEqual(['Bas de robe à ourlet'])
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expect(who(page, 'Ourlet')).toBeVisible()
  expect(await api.tagsOf(one)).toEqual(['Ourlet'])

  await openRename(page, 'Ourlet')
  await page.getByRole('textbox', { name: 'Nom' }).fill('OURLETS')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/«\sOurlets\s» existe déjà\s\(1\sclient\)/)).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: test.info().outputPath('exists.png') })
  await page.getByRole('button', { name: 'Fusionner', exact: true }).click()
  await expect(page.getByText('Fusionnées dans « Ourlets »')).toBeVisible()
  expect([await api.tagsOf(one), await api.tagsOf(two)]).toEqual([['Ourlets'], ['Ourlets']])
  await expect(who(page, 'Ourlets')).toContainText('2 clients')
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expect(page.getByText('Étiquette « Ourlet » rétablie')).toBeVisible()
  expect([await api.tagsOf(one), await api.tagsOf(two)]).toEqual([['Ourlet'], ['Ourlet', 'Ourlets']])
})

test('several chosen are merged into the largest by keyboard', async ({ product, signedIn: page }) => {
  const api = await openApi(product)
  const ids = [
    await api.make('Dora', 'Soldes été'),
    await api.make('Eva', 'Soldes hiver'),
    await api.make('Fleur', 'Soldes hiver'),
  ]
  await page.goto(tagsUrl(product, 'soldes'))
  for (const name of ['Soldes été', 'Soldes hiver']) {
    await page.getByRole('checkbox', { name: new RegExp(name) }).focus()
    await page.keyboard.press('Space')
  }
  await expect(page.getByText('2 étiquettes choisies')).toBeVisible()
  await page.getByRole('button', { name: 'Fusionner…' }).press('Enter')
  await expect(page.getByRole('radio', { name: /Soldes hiver/ })).toBeChecked()
  await expectAccessible(page)
  await page.screenshot({ path: test.info().outputPath('merge.png') })
  await page.keyboard.press('Enter')
  await expect(page.getByText('Fusionnées dans « Soldes hiver »')).toBeVisible()
  for (const id of ids) expect(await api.tagsOf(id)).toEqual(['Soldes hiver'])
  await expect(who(page, 'Soldes hiver')).toContainText('3 clients')
  await expect(row(page, 'Soldes été')).toHaveCount(0)
})

test('a colour shows on the customers, a deletion is taken back from the page later', async ({ product, signedIn: page }) => {
  const api = await openApi(product)
  const id = await api.make('Gaïa', 'Mariage juin')
  await page.goto(tagsUrl(product, 'mariage juin'))
  await choose(page, 'Mariage juin', 'Turquoise')
  await expect(row(page, 'Mariage juin').locator('.text-hue-teal')).toBeVisible()
  await page.goto(`${product.url}/dashboard/customers/${id}`)
  await expect(page.locator('.text-hue-teal').filter({ hasText: 'Mariage juin' }).first()).toBeVisible()
  await page.goto(`${product.url}/dashboard/customers?tag=Mariage+juin`)
  await expect(page.locator('tr .text-hue-teal, li .text-hue-teal').first()).toBeVisible()

  await page.goto(tagsUrl(product, 'mariage juin'))
  await choose(page, 'Mariage juin', 'Supprimer')
  await expect(page.getByText('1 client la portait.')).toBeVisible()
  expect(await api.tagsOf(id)).toEqual([])
  await page.reload()
  await expect(page.getByText(/Aucune étiquette ne contient/)).toBeVisible()
  await page.getByRole('button', { name: /Rétablir «\sMariage juin\s»/ }).press('Enter')
  await expect(who(page, 'Mariage juin')).toBeVisible()
  expect(await api.tagsOf(id)).toEqual(['Mariage juin'])
})

test('who is second to rename sees who was first, and can still do it', async ({ product, signedIn: page, browser }) => {
  await (await openApi(product)).make('Hana', 'Double main')
  const context = await browser.newContext()
  try {
    const second = await context.newPage()
    await signIn(second, product.url, product.signIn)
    await second.goto(tagsUrl(product))
    await page.goto(tagsUrl(product))
    await openRename(second, 'Double main')
    await openRename(page, 'Double main')
    await page.getByRole('textbox', { name: 'Nom' }).fill('Première main')
    await page.keyboard.press('Enter')
    await expect(who(page, 'Première main')).toBeVisible()
    await second.getByRole('textbox', { name: 'Nom' }).fill('Seconde main')
    await second.keyboard.press('Enter')
    await expect(second.getByText(/a renommé cette étiquette «\sPremière main\s»/)).toBeVisible()
    await second.getByRole('button', { name: 'Renommer quand même' }).click()
    await expect(who(second, 'Seconde main')).toBeVisible()
  } finally {
    await context.close()
  }
})

test('readable on a phone and a desk, by day and by night', async ({ product, signedIn: page }) => {
  const api = await openApi(product)
  for (const name of ['Anniversaire', 'Très longue étiquette qui décrit tout un été de soldes ici', 'Fidèle', 'Défilé'])
    await api.make('Iris', name)
  for (const [name, size] of Object.entries(sizes))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(size)
      await page.emulateMedia({ colorScheme })
      await page.goto(`${tagsUrl(product)}?sort=count`)
      await page.getByRole('checkbox').first().check()
      await expect(page.getByText('1 étiquette choisie')).toBeVisible()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await page.screenshot({ path: test.info().outputPath(`${name}-${colorScheme}.png`) })
    }
  await page.setViewportSize(sizes.phone)
  await page.goto(tagsUrl(product, 'introuvable'))
  await expect(page.getByText(/Aucune étiquette ne contient/)).toBeVisible()
  await expectAccessible(page)
  await page.screenshot({ path: test.info().outputPath('nothing.png') })
})
