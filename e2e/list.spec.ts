// The list as staff live in it: filters by keyboard, views kept and shared, columns, a glance; in every size, light and language.
import type { Browser, Page } from '@playwright/test'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const list = '/dashboard/customers'
const password = 'un mot de passe de test'
const seller = { email: 'nina.vendeuse@example.org', password }

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

const addFilter = (page: Page) =>
  openByKey(page, 'Filtrer', async () => {
    await expect(page.getByRole('combobox', { name: 'Information à filtrer' })).toBeFocused({ timeout: 2_000 })
  })
const chips = (page: Page) => page.getByRole('list', { name: 'Filtres en place' })
const where = (page: Page) => new URL(page.url()).searchParams.getAll('where')
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Vues' }).getByRole('link', { name })

async function menu(page: Page, entry: string): Promise<void> {
  await expect(async () => {
    await page.getByRole('button', { name: /Actions sur la vue/ }).click()
    await page.getByRole('menuitem', { name: entry }).click({ timeout: 2_000 })
  }).toPass()
}

async function signedInAs(browser: Browser, url: string, who: { email: string; password: string }): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await signIn(page, url, who)
  return page
}

test('filters by keyboard alone; what cannot be asked says what to do; back takes them away again', async ({
  product,
  signedIn: page,
}) => {
  await page.goto(product.url + list)
  await addFilter(page)
  await page.keyboard.type('total')
  await page.keyboard.press('Enter')
  await expect(page.getByLabel('Valeur')).toBeFocused()
  await page.keyboard.type('beaucoup')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('1 234,50')
  await expect(page.getByLabel('Valeur')).toHaveValue('beaucoup')
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type('1 000,50')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toContainText(/Total d’au moins 1.000,50.€/)
  expect(where(page)).toEqual(['spent:atLeast:100050'])
  await expect(page.getByRole('button', { name: 'Filtrer' })).toBeFocused()

  await addFilter(page)
  await page.keyboard.type('accord sms')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('checkbox', { name: 'donné' })).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toContainText(/Accord SMS.: donné/)

  await openByKey(page, /Changer le filtre «.Accord SMS/, async () => {
    await expect(page.getByRole('checkbox', { name: 'donné' })).toBeChecked({ timeout: 2_000 })
  })
  await page.getByRole('checkbox', { name: 'jamais demandé' }).focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toContainText(/Accord SMS.: donné ou jamais demandé/)

  await page.goBack()
  await expect(chips(page)).not.toContainText('jamais demandé')
  await page.goBack()
  await expect(chips(page)).not.toContainText('Accord SMS')
  await page.getByRole('link', { name: /Retirer le filtre «.Total/ }).focus()
  await page.keyboard.press('Enter')
  await expect(chips(page)).toHaveCount(0)
})

test('asks about tags, days and what is the shop’s own, and finds nobody with a way back', async ({
  product,
  signedIn: page,
}) => {
  await page.goto(product.url + list)
  await addFilter(page)
  await page.keyboard.type('etiq')
  await page.keyboard.press('Enter')
  for (const tag of ['robe', 'newsletter']) await page.getByRole('checkbox', { name: new RegExp(`^${tag}`) }).check()
  await page.getByRole('button', { name: 'Appliquer' }).click()
  await expect(chips(page)).toContainText(/Étiquette.: (robe ou newsletter|newsletter ou robe)/)
  const all = await page.locator('[data-row]').count()
  await addFilter(page)
  await page.keyboard.type('dernier achat')
  await page.keyboard.press('Enter')
  await page.keyboard.type('90')
  await page.keyboard.press('Enter')
  await expect(chips(page)).toContainText('Sans achat depuis 90 jours')
  await expect.poll(() => page.locator('[data-row]').count()).toBeLessThan(all)
  await addFilter(page)
  await page.keyboard.type('pointure')
  await page.keyboard.press('Enter')
  await page.keyboard.type('38')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Personne ne correspond' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('link', { name: /^Retirer «.pointure/ }).click()
  await expect(page.locator('[data-row]').first()).toBeVisible()
  expect(where(page).some((text) => text.startsWith('info.'))).toBe(false)
})

test('says so when the shop’s choices cannot be read, and reads them again', async ({ product, signedIn: page }) => {
  await page.route('**/filter-choices', (route) => route.abort())
  await page.goto(product.url + list)
  await addFilter(page)
  await page.keyboard.type('etiquette')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('n’ont pas pu être lus')
  await expectAccessible(page)
  await page.unroute('**/filter-choices')
  await page.getByRole('button', { name: 'Réessayer' }).click()
  await expect(page.getByRole('checkbox', { name: /^robe/ })).toBeVisible()
})

test('keeps a view, opens it again, shares it; a seller sees it and cannot change it', async ({
  product,
  signedIn: page,
  browser,
}) => {
  test.setTimeout(120_000)
  await product.cli(
    ['user:create', '--tenant', 'boutique-elegance', '--email', seller.email, '--name', 'Nina', '--role', 'seller'],
    `${password}\n`,
  )
  await page.goto(`${product.url}${list}?segment=vip&sort=spent`)
  await openByKey(page, 'Enregistrer cette vue…', async () => {
    await expect(page.getByLabel('Nom de la vue')).toBeFocused({ timeout: 2_000 })
  })
  await expect(page.getByLabel('Nom de la vue')).toHaveValue(/Segment.: VIP/)
  await page.keyboard.type('Mes meilleures')
  await page.keyboard.press('Enter')
  await expect(tab(page, 'Mes meilleures')).toHaveAttribute('aria-current', 'page')
  const id = new URL(page.url()).searchParams.get('view') ?? ''
  expect(id).toMatch(/^[0-9a-f-]{36}$/)

  const other = await signedInAs(browser, product.url, seller)
  await other.goto(`${product.url}${list}?view=${id}`)
  await expect(tab(other, 'Tous'), 'a private view looks like none').toHaveAttribute('aria-current', 'page')
  await expect(tab(other, 'Mes meilleures')).toHaveCount(0)

  await menu(page, 'Partager avec l’équipe')
  await expect(page.getByText('Vue partagée avec l’équipe')).toBeVisible()
  await other.goto(product.url + list)
  await tab(other, 'Mes meilleures').click()
  await other.waitForURL(/view=/)
  await expect(other.getByRole('list', { name: 'Filtres en place' })).toContainText(/Segment.: VIP/)
  await expect(other.getByRole('columnheader', { name: 'Total' })).toHaveAttribute('aria-sort', 'descending')
  await expect(async () => {
    await other.getByRole('button', { name: /Actions sur la vue/ }).click()
    await expect(other.getByRole('menuitem', { name: 'Dupliquer…' })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(other.getByRole('menuitem', { name: 'Supprimer la vue' })).toHaveCount(0)
  await other.keyboard.press('Escape')

  await test.step('a view that shows something else says so, is kept or put back', async () => {
    await page.goto(`${product.url}${list}?view=${id}`)
    await page.getByRole('link', { name: /Retirer le filtre/ }).click()
    await expect(tab(page, 'Mes meilleures')).toContainText('modifiée')
    await page.getByRole('link', { name: 'Revenir à la vue' }).click()
    await expect(tab(page, 'Mes meilleures')).not.toContainText('modifiée')
    await page.goto(`${product.url}${list}?segment=active&view=${id}`)
    await page.getByRole('button', { name: 'Enregistrer les changements' }).click()
    await expect(page.getByText('Vue « Mes meilleures » enregistrée')).toBeVisible()
    await expect(tab(page, 'Mes meilleures')).not.toContainText('modifiée')
  })

  await test.step('the second of two people sees who was first, and keeps either', async () => {
    const again = await signedInAs(browser, product.url, product.signIn)
    const changed = `${product.url}${list}?segment=prospect&view=${id}`
    await page.goto(changed)
    await again.goto(`${product.url}${list}?segment=standard&view=${id}`)
    await again.getByRole('button', { name: 'Enregistrer les changements' }).click()
    await expect(again.getByText('Vue « Mes meilleures » enregistrée')).toBeVisible()
    await page.getByRole('button', { name: 'Enregistrer les changements' }).click()
    await expect(page.getByRole('dialog', { name: /Vue changée entre-temps par / })).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Prendre la sienne' }).click()
    await expect(chips(page)).toContainText(/Segment.: Standard/)
    await again.context().close()
  })

  await test.step('the list begins with it, for this person alone', async () => {
    await menu(page, 'Ouvrir en premier')
    await expect(page.getByText(/La liste s’ouvrira sur/)).toBeVisible()
    await page.goto(product.url + list)
    await expect(tab(page, 'Mes meilleures')).toHaveAttribute('aria-current', 'page')
    await other.goto(product.url + list)
    await expect(tab(other, 'Tous')).toHaveAttribute('aria-current', 'page')
    await tab(page, 'Tous').click()
    await expect(tab(page, 'Tous')).toHaveAttribute('aria-current', 'page')
  })

  await test.step('a deletion is undone', async () => {
    await page.goto(`${product.url}${list}?view=${id}`)
    await menu(page, 'Supprimer la vue')
    await expect(tab(page, 'Mes meilleures')).toHaveCount(0)
    await page.getByRole('button', { name: 'Annuler' }).click()
    await expect(tab(page, 'Mes meilleures')).toHaveAttribute('aria-current', 'page')
    await menu(page, 'Supprimer la vue')
    await expect(tab(page, 'Mes meilleures')).toHaveCount(0)
    await page.goto(product.url + list)
    await expect(tab(page, 'Tous'), 'what is gone is nobody’s beginning').toHaveAttribute('aria-current', 'page')
  })
  await other.context().close()
})

test('columns are chosen and put in order by keyboard, and the server shows them so', async ({ product, signedIn: page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(product.url + list)
  await openByKey(page, 'Colonnes', async () => {
    await expect(page.getByRole('dialog', { name: 'Colonnes' })).toBeVisible({ timeout: 2_000 })
  })
  await page.getByRole('checkbox', { name: 'Panier moyen' }).focus()
  await page.keyboard.press('Space')
  await page.getByRole('button', { name: 'Monter la colonne E-mail' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Descendre la colonne E-mail' })).toBeFocused()
  await page.getByRole('checkbox', { name: 'Segment' }).uncheck()
  // The first is the box of the whole page.
  const expected = ['', 'Nom', 'E-mail', 'Téléphone', 'Dernier contact', 'Achats', 'Total', 'Accords', 'Panier moyen']
  await expect(page.getByRole('columnheader')).toHaveText(expected)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Colonnes' })).toBeFocused()
  const html = await (await page.request.get(page.url())).text()
  expect(html.indexOf('Panier moyen')).toBeGreaterThan(-1)
  await page.reload()
  await expect(page.getByRole('columnheader')).toHaveText(expected)
  await expectAccessible(page)
  // A line of chosen columns opens wherever it is pressed.
  await page.locator('[data-row]').first().getByRole('cell').nth(4).click()
  await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}/)
})

test('a glance beside the list: Space opens, j goes on, Escape leaves one on the line', async ({ product, signedIn: page }) => {
  await page.goto(product.url + list)
  const names = await page.locator('[data-row-link]').allInnerTexts()
  const panel = page.getByRole('dialog', { name: 'Aperçu' })
  await expect(async () => {
    await page.locator('[data-row-link]').nth(2).focus()
    await page.keyboard.press('Space')
    await expect(panel).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(names[2] ?? '')
  await expectAccessible(page)
  await page.keyboard.press('j')
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(names[3] ?? '')
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(names[1] ?? '')
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(page.locator('[data-row-link]').nth(1)).toBeFocused()
  await page.route('**/customers/peek?*', (route) => route.abort())
  await page.keyboard.press('Space')
  await expect(panel.getByRole('alert')).toContainText('n’a pas pu être lu')
  await page.unroute('**/customers/peek?*')
  await panel.getByRole('button', { name: 'Réessayer' }).click()
  await expect(panel.getByRole('heading', { level: 2 })).toContainText(names[1] ?? '')
  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await page.keyboard.press('Space')
  await page.getByRole('heading', { level: 1 }).click()
  await page.keyboard.press('Escape')
  await expect(panel, 'Escape means the panel also when a hand pressed beside it').toHaveCount(0)
  await page.keyboard.press('Space')
  await expect(panel).toBeFocused()
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Raccourcis clavier' })
  for (const name of ['Aperçu à côté de la liste', 'Fermer l’aperçu', 'Ligne suivante'])
    await expect(keys.getByText(name, { exact: true })).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(keys).toHaveCount(0)
  await expect(panel).toBeFocused()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}/)
})

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const manyFilters = `${list}?segment=vip&tag=robe&where=spent:atLeast:50000&where=lastOrder:quiet:90&where=consent.sms:in:granted&sort=name`
for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`is sound on a ${size}, ${colorScheme}`, async ({ product, signedIn: page }) => {
      test.setTimeout(120_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        // The browser asks for a sign of its own.
        if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) errors.push(message.text())
      })
      for (const path of [list, manyFilters, `${list}?view=no-consent`, `${list}?columns=created,updated,language&size=200`]) {
        await page.goto(product.url + path)
        await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
        await expect(
          page
            .locator('[data-row]')
            .first()
            .or(page.getByRole('heading', { level: 2 }).first()),
        ).toBeVisible()
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
      }
      await page.goto(product.url + manyFilters)
      await addFilter(page)
      await expectAccessible(page)
      await page.keyboard.press('Enter')
      await expect(page.getByLabel('Condition')).toBeVisible()
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
      expect(errors).toEqual([])
    })

test('speaks English all through', async ({ product, browser }) => {
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    await page.goto(`${product.url}/login`)
    await page.locator('input[name=email]').fill(product.signIn.email)
    await page.locator('input[name=password]').fill(product.signIn.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/dashboard/)
    await page.goto(product.url + manyFilters)
    await expect(page.getByRole('list', { name: 'Filters in force' })).toContainText('Total of at least €500')
    await openByKey(page, 'Filter', async () => {
      await expect(page.getByRole('combobox', { name: 'Field to filter by' })).toBeFocused({ timeout: 2_000 })
    })
    const words = await page.locator('body').innerText()
    for (const word of ['Filtrer', 'Étiquette', 'Achats', 'Accord', 'Vues', 'Tous', 'Sans'])
      expect(words, word).not.toContain(word)
  } finally {
    await context.close()
  }
})
