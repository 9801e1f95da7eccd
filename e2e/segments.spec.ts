// Segments as people make them: a rule built by keyboard, counted while it grows, and every customer's "why".
import type { Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const segments = '/dashboard/customers/segments'
const password = 'un mot de passe de test'

/** The first key may come before the page's script does. */
async function openByKey(page: Page, name: string | RegExp, opened: () => Promise<void>): Promise<void> {
  await expect(async () => {
    await page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await opened()
  }).toPass()
}

async function addCondition(page: Page, field: string): Promise<void> {
  await openByKey(page, 'Ajouter une condition', async () => {
    await expect(page.getByRole('combobox', { name: 'Information à filtrer' })).toBeFocused({ timeout: 2_000 })
  })
  await page.keyboard.type(field)
  await page.keyboard.press('Enter')
}

async function addTag(page: Page, tag: string): Promise<void> {
  await addCondition(page, 'etiq')
  await page.getByRole('checkbox', { name: new RegExp(`^${tag}`) }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: new RegExp(`Changer le filtre «.Étiquette.: ${tag}`) })).toBeVisible()
}

const row = (page: Page, name: string) => page.getByRole('main').getByRole('listitem').filter({ hasText: name })
const names = (page: Page) =>
  page
    .getByRole('list', { name: 'L’échelle' })
    .getByRole('listitem')
    .getByRole('link')
    .filter({ hasNotText: /^\d/ })
    .allInnerTexts()

/** A group with one tag, through the address that the list's filters lead to. */
async function makeGroup(page: Page, url: string, name: string): Promise<string> {
  await page.goto(`${url}${segments}/new?kind=group&where=tag:any:robe`)
  await page.getByLabel('Nom', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Créer le segment' }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  return page.url()
}

test('a group with “et” and “ou” by keyboard alone: counted while it grows, its customers say why', async ({
  product,
  signedIn: page,
}) => {
  test.setTimeout(120_000)
  await page.goto(product.url + segments)
  await expect(page.getByRole('list', { name: 'L’échelle' }).getByRole('listitem')).toHaveCount(4)
  await expect(row(page, 'Prospect')).toContainText(/Aucun achat et \(Contact dans les 180 derniers jours ou Créés dans/)
  await expectAccessible(page)
  await page.getByRole('link', { name: 'Nouveau groupe' }).first().focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Nouveau groupe' })).toBeVisible()
  const live = page.getByRole('status').filter({ hasText: /client|condition/ })
  await expect(live).toContainText('Ajoutez une condition')

  await addCondition(page, 'total')
  await page.keyboard.type('500')
  await page.keyboard.press('Enter')
  const counted = async () => Number(/^(\d+)/.exec(await live.innerText())?.[1] ?? Number.NaN)
  await expect.poll(counted).toBeGreaterThan(0)
  const many = await counted()
  await openByKey(page, 'Ajouter une boîte', async () => {
    await expect(page.getByRole('group', { name: 'Au moins une condition' })).toBeVisible({ timeout: 2_000 })
  })
  await addTag(page, 'retouches')
  await expect.poll(counted).toBeLessThan(many)
  const few = await counted()
  await addTag(page, 'anniversaire')
  await expect.poll(counted).toBeGreaterThan(few)
  const found = await counted()
  await expect(live).toContainText('Les plus récents')
  await expectAccessible(page)
  await page.getByLabel('Nom', { exact: true }).focus()
  await page.keyboard.type('Belles clientes')
  await page.keyboard.press('ControlOrMeta+Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Belles clientes' })).toBeVisible()

  await page.goto(product.url + segments)
  await expect(row(page, 'Belles clientes')).toContainText(
    /Total d’au moins 500.€ et \(Étiquette.: retouches ou Étiquette.: anniversaire\)/,
  )
  const members = page.getByRole('link', { name: /Clients de «.Belles clientes/ })
  await expect(members).toHaveText(String(found), { timeout: 20_000 })
  await members.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('list', { name: 'Filtres en place' })).toContainText(/Groupe.: Belles clientes/)
  await expect(page.locator('[data-row]')).toHaveCount(found)

  await page.locator('[data-row]').first().getByRole('link').first().click()
  await expect(page.getByRole('list', { name: 'Groupes' })).toContainText('Belles clientes')
  await openByKey(page, 'Pourquoi ?', async () => {
    await expect(page.getByRole('dialog')).toBeVisible({ timeout: 2_000 })
  })
  const why = page.getByRole('dialog')
  await expect(why).toContainText(/Total d’au moins 500.€/)
  await expect(why).toContainText(/Ici.: [\d\s  ]+,\d\d.€/)
  await expect(why).toContainText('Le premier niveau qui convient')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(why).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Pourquoi ?' })).toBeFocused()
})

test('a segment that a hand chose is held, says by whom, and goes back to the rules', async ({ product, signedIn: page }) => {
  await page.goto(`${product.url}/dashboard/customers?view=all&where=segment:in:active`)
  await page.locator('[data-row]').first().getByRole('link').first().click()
  const segment = page.getByRole('combobox', { name: 'Segment' })
  await expect(segment).toHaveValue('active')
  await expect(page.getByText('choisi à la main')).toHaveCount(0)
  await segment.selectOption('prospect')
  await expect(page.getByText('choisi à la main')).toBeVisible()
  await page.getByRole('button', { name: 'Pourquoi ?' }).click()
  const why = page.getByRole('dialog')
  await expect(why).toContainText(/Camille Laurent l’a choisi le/)
  await expect(why).toContainText('Ce que diraient les règles')
  await expectAccessible(page)
  await why.getByRole('button', { name: 'Laisser la règle décider' }).click()
  await expect(page.getByText('choisi à la main')).toHaveCount(0)
  await expect(segment).toHaveValue('active', { timeout: 20_000 })
})

test('of two who edit one segment, the second sees what the first saved and can take it', async ({
  product,
  signedIn: page,
  browser,
}) => {
  const url = await makeGroup(page, product.url, 'À deux')
  const context = await browser.newContext()
  try {
    const other = await context.newPage()
    await signIn(other, product.url, product.signIn)
    await other.goto(url)
    await page.goto(url)
    await page.getByRole('button', { name: /Retirer la condition/ }).click()
    await addTag(page, 'fidèle')
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await expect(page.getByText('Le segment est enregistré.')).toBeVisible()
    await other.getByLabel('Nom', { exact: true }).fill('À nous deux')
    await other.getByRole('button', { name: 'Enregistrer' }).click()
    const notice = other.getByRole('status').filter({ hasText: 'Camille Laurent a enregistré ce segment entre-temps' })
    await expect(notice).toContainText(/Étiquette.: fidèle/)
    await expectAccessible(other)
    await notice.getByRole('button', { name: 'Prendre cette version' }).click()
    await expect(other.getByRole('button', { name: /Changer le filtre «.Étiquette.: fidèle/ })).toBeVisible()
    await expect(other.getByLabel('Nom', { exact: true })).toHaveValue('À deux')
    await other.getByRole('button', { name: 'Supprimer' }).click()
    await expect(other).toHaveURL(/segments$/)
    await other.getByRole('button', { name: 'Annuler' }).click()
    await expect(other.getByRole('heading', { level: 1, name: 'À deux' })).toBeVisible()
  } finally {
    await context.close()
  }
})

test('levels move by keyboard, go and come back; who may only read sees no handles; a phone holds it all', async ({
  product,
  signedIn: page,
  browser,
}) => {
  test.setTimeout(120_000)
  await page.goto(product.url + segments)
  await openByKey(page, /Descendre «.VIP/, async () => {
    await expect.poll(() => names(page), { timeout: 2_000 }).toEqual(['Actif', 'VIP', 'Prospect', 'Standard'])
  })
  await expect(page.getByRole('button', { name: /Descendre «.VIP/ })).toBeFocused()
  await page.getByRole('button', { name: /^Monter «.VIP/ }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => names(page)).toEqual(['VIP', 'Actif', 'Prospect', 'Standard'])
  await page.getByRole('button', { name: /Actions pour «.Prospect/ }).click()
  await page.getByRole('menuitem', { name: 'Supprimer' }).click()
  await expect.poll(() => names(page)).toEqual(['VIP', 'Actif', 'Standard'])
  await expect(page.getByRole('button', { name: /Remettre «.Prospect/ })).toBeVisible()
  await page.getByRole('button', { name: 'Annuler' }).click()
  await expect.poll(() => names(page)).toEqual(['VIP', 'Actif', 'Prospect', 'Standard'])
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 800 })
    for (const path of [segments, `${segments}/vip`, `${segments}/standard`]) {
      await page.goto(product.url + path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
    }
  }
  await product.cli(
    ['user:create', '--tenant', 'boutique-elegance', '--email', 'lit@example.org', '--name', 'Lise', '--role', 'read-only'],
    `${password}\n`,
  )
  const context = await browser.newContext()
  try {
    const reader = await context.newPage()
    await signIn(reader, product.url, { email: 'lit@example.org', password })
    await reader.goto(product.url + segments)
    await expect(row(reader, 'VIP').first()).toBeVisible()
    await expect(reader.getByRole('button', { name: /Monter|Descendre|Actions pour/ })).toHaveCount(0)
    await reader.goto(`${product.url}${segments}/vip`)
    await expect(reader.getByRole('main')).toContainText(/Total d’au moins 1.000.€ et Achat dans les 365 derniers jours/)
    await expect(reader.getByRole('button', { name: 'Enregistrer' })).toHaveCount(0)
    await reader.goto(`${product.url}${segments}/new`)
    await expect(reader.getByRole('heading', { name: 'Vous ne pouvez pas créer de segments' })).toBeVisible()
  } finally {
    await context.close()
  }
})
