// The till: a caller found by four digits in three actions, by keyboard alone, also when answers are slow, late or missing;
// the palette and the list of shortcuts beside it.
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const idSchema = z.object({ id: z.string() })
let key: string | undefined

/** Somebody with purchases and consent whom nobody else's test touches; the number's last four digits are `digits`. */
async function caller(product: Product, person: { firstName: string; lastName: string; digits: string }): Promise<string> {
  key ??= await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', 'customers:read,customers:write'])
  const call = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(`${product.url}/api/v1/customers${path}`, {
      method,
      headers: { authorization: `Bearer ${key ?? ''}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(response.ok, `${method} ${path}`).toBe(true)
    return response.json()
  }
  const { firstName, lastName, digits } = person
  const { id } = idSchema.parse(
    await call('POST', '', { firstName, lastName, phone: `06 39 97 ${digits}`, tags: ['retouches'], segment: 'vip' }),
  )
  for (const [at, amount] of [4_500, 12_990, 8_000, 100].entries())
    await call('POST', `/${id}/orders`, {
      externalId: `${digits}-${String(at)}`,
      total: { amount, currency: 'EUR' },
      placedAt: new Date(Date.now() - (at + 1) * 86_400_000 * 12).toISOString(),
    })
  await call('PUT', `/${id}/preferences`, { optIn: { sms: true, email: false }, source: 'in-store' })
  return id
}

const field = (page: Page) => page.getByRole('combobox', { name: /Chercher un client/ })
const options = (page: Page) => page.getByRole('listbox').getByRole('option')
const chosen = (page: Page) => page.getByRole('option', { selected: true })

/** The field is ready on arrival. */
async function arrive(page: Page, product: Product): Promise<void> {
  await page.goto(`${product.url}/dashboard/till`)
  await expect(field(page)).toBeFocused()
}

test.beforeEach(() => {
  test.setTimeout(120_000)
})

test('a caller is found by four digits: type, see, Enter', async ({ product, signedIn: page }) => {
  const id = await caller(product, { firstName: 'Ondine', lastName: 'Quatrechiffres', digits: '71 36' })
  await arrive(page, product)
  // 1. Type.
  await page.keyboard.type('7136')
  // 2. See: the right card, chosen already, with purchases and consent in words.
  await expect(chosen(page)).toContainText('Ondine Quatrechiffres')
  await expect(options(page)).toHaveCount(2)
  for (const words of ['06 39 97 71 36', 'VIP', 'retouches', '4 achats', '45,00 €', '129,90 €', '80,00 €'])
    expect((await chosen(page).innerText()).replaceAll(/[\u00a0\u202f]/g, ' ')).toContain(words)
  await expect(chosen(page)).not.toContainText('1,00')
  await expect(chosen(page)).toContainText(/SMS\s*Accord/)
  await expect(chosen(page)).toContainText(/E-mail\s*Refus/)
  await expect(chosen(page)).toContainText(/WhatsApp\s*Jamais demandé/)
  expect(await field(page).getAttribute('aria-activedescendant')).toBe(await chosen(page).getAttribute('id'))
  // 3. Enter.
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/dashboard/customers/${id}`)
  await expect(page.getByRole('heading', { level: 1, name: 'Ondine Quatrechiffres' })).toBeVisible()
  // Escape leads back to the same cards, ready for the next caller.
  await page.keyboard.press('Escape')
  await page.waitForURL('**/dashboard/till?query=7136')
  await expect(chosen(page)).toContainText('Ondine Quatrechiffres')
  await expect(field(page)).toBeFocused()
  await page.keyboard.type('zzyzzyx')
  await expect(field(page)).toHaveValue('zzyzzyx')
})

test('every shape of a number, half a name, an e-mail; before the script too', async ({ product, signedIn: page }) => {
  await caller(product, { firstName: 'Yseult', lastName: 'D’Œuvrecourt', digits: '72 41' })
  await arrive(page, product)
  for (const typed of [
    '7241',
    '06 39 97 72 41',
    '0639977241',
    '+33 6 39 97 72 41',
    '0033639977241',
    'oeuvrecourt',
    'yse d oeuv',
  ]) {
    await field(page).fill(typed)
    await expect(chosen(page), typed).toContainText('Yseult D’Œuvrecourt')
  }
  // Before its script comes, the field is a form and the cards are links.
  await page.route('**/_next/static/**', (route) =>
    route.request().resourceType() === 'script' ? route.abort() : route.continue(),
  )
  await page.goto(`${product.url}/dashboard/till`)
  await field(page).fill('7241')
  await field(page).press('Enter')
  await page.waitForURL(/query=7241/)
  await page.getByRole('option', { name: /Yseult/ }).click()
  await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}/)
})

test('arrows choose among several; the last line makes a new customer with what was typed', async ({
  product,
  signedIn: page,
}) => {
  for (const [at, name] of ['Aude', 'Basile', 'Cyriaque'].entries())
    await caller(product, { firstName: name, lastName: 'Triplon', digits: `73 0${String(at)}` })
  await arrive(page, product)
  await page.keyboard.type('triplon')
  await expect(options(page)).toHaveCount(4)
  const first = await chosen(page).innerText()
  await page.keyboard.press('ArrowDown')
  expect(await chosen(page).innerText()).not.toBe(first)
  await page.keyboard.press('ArrowUp')
  expect(await chosen(page).innerText()).toBe(first)
  await page.keyboard.press('ArrowUp')
  await expect(chosen(page)).toContainText('Créer « triplon »')
  await page.keyboard.press('Enter')
  await page.waitForURL(/customers\/new\?firstName=triplon/)

  await arrive(page, product)
  await page.keyboard.type('06 39 97 99 98')
  await expect(page.getByText('Personne pour « 06 39 97 99 98 »')).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await page.waitForURL(/customers\/new\?phone=/)
  await expect(page.getByLabel('Téléphone')).toHaveValue('06 39 97 99 98')

  await arrive(page, product)
  await page.keyboard.type('zzyzzyx')
  await expect(options(page)).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(field(page)).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(field(page)).not.toBeFocused()
  await page.keyboard.press('/')
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('n')
  await page.waitForURL(/customers\/new$/)
})

test('a late answer never replaces a newer one, and Enter waits for its own', async ({ product, signedIn: page }) => {
  const id = await caller(product, { firstName: 'Prompt', lastName: 'Lentement', digits: '74 52' })
  await arrive(page, product)
  await page.route('**/dashboard/till/found?*', async (route) => {
    const slow = new URL(route.request().url()).searchParams.get('query') !== '7452'
    await new Promise((resolve) => setTimeout(resolve, slow ? 1_500 : 300))
    await route.continue().catch(() => undefined)
  })
  // The first question is on its way when the second is asked, and would come last.
  await field(page).fill('74')
  await page.waitForTimeout(300)
  await field(page).fill('7452')
  await expect(chosen(page)).toContainText('Prompt Lentement')
  await page.waitForTimeout(1_600)
  await expect(options(page)).toHaveCount(2)
  // Enter at once: nothing of the cards before is opened; the only one found is.
  await field(page).fill('')
  await field(page).fill('7452')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/dashboard/customers/${id}`)
})

test('a failing search says what is safe and comes back by a press', async ({ product, signedIn: page }) => {
  await caller(product, { firstName: 'Fidèle', lastName: 'Auposte', digits: '75 63' })
  await arrive(page, product)
  await page.route('**/dashboard/till/found?*', (route) => route.fulfill({ status: 500, body: 'oops' }))
  await page.keyboard.type('7563')
  await expect(page.getByRole('alert').filter({ hasText: 'La recherche ne répond pas' })).toBeVisible()
  await expect(options(page)).toHaveCount(0)
  await expect(field(page)).toHaveValue('7563')
  await expectAccessible(page)
  await page.unroute('**/dashboard/till/found?*')
  await page.getByRole('button', { name: 'Réessayer' }).click()
  await expect(chosen(page)).toContainText('Fidèle Auposte')
})

test('the palette: pages, actions and customers, by keyboard', async ({ product, signedIn: page }) => {
  const id = await caller(product, { firstName: 'Palmyre', lastName: 'Etten', digits: '76 74' })
  await page.goto(`${product.url}/dashboard/customers`)
  const dialog = page.getByRole('dialog', { name: 'Tout faire, tout trouver' })
  const line = dialog.getByRole('option', { selected: true })
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox')).toBeFocused({ timeout: 500 })
  }).toPass()
  // From the search field too; what is typed at once is not lost.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('caisse')
  await expect(dialog.getByRole('combobox')).toHaveValue('caisse')
  await expect(line).toContainText('Caisse')
  await page.keyboard.press('Enter')
  await page.waitForURL('**/dashboard/till')

  await page.keyboard.press('Control+k')
  await expect(dialog.getByRole('option').first()).toBeVisible()
  for (const words of [
    'Accueil',
    'Clients',
    'Caisse',
    'Réglages',
    'Nouveau client',
    'CRM',
    'Canaux',
    'Sombre',
    'English',
    'Se déconnecter',
  ])
    await expect(dialog.getByRole('option', { name: new RegExp(words) }).first(), words).toBeVisible()
  await expect(dialog.getByText('Derniers contacts')).toBeVisible()
  await expectAccessible(page)
  await page.keyboard.type('7674')
  await expect(line).toContainText('Palmyre Etten')
  await page.keyboard.press('Enter')
  await page.waitForURL(`**/dashboard/customers/${id}`)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('zzyzzyx')
  await expect(dialog.getByText('Rien ni personne pour « zzyzzyx »')).toBeVisible()
  await expect(line).toContainText('Créer « zzyzzyx »')
  await page.keyboard.press('Control+k')
  await expect(dialog).toHaveCount(0)

  await page.keyboard.press('Control+k')
  await page.keyboard.type('sombre')
  await expect(line).toContainText('Sombre')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('comme l')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', /./)

  await page.route('**/dashboard/till/found?*', (route) => route.abort())
  await page.keyboard.press('Control+k')
  await expect(dialog.getByRole('alert')).toContainText('La recherche de clients ne répond pas')
  await expect(dialog.getByRole('option', { name: /Clients/ })).toBeVisible()
  await expectAccessible(page)
})

test('a palette that cannot be fetched says so, and the next press tries again', async ({ product, signedIn: page }) => {
  await page.goto(`${product.url}/dashboard`)
  await page.waitForLoadState('networkidle')
  let broken = true
  let refused = 0
  await page.route('**/_next/static/**', (route) => {
    if (!broken) return route.continue()
    refused += 1
    return route.abort()
  })
  await page.keyboard.press('Control+k')
  await expect.poll(() => refused).toBeGreaterThan(0)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  broken = false
  await expect(page.getByText('Le serveur ne répond pas')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
})

test('? lists what works here, and it does', async ({ product, signedIn: page }) => {
  const dialog = page.getByRole('dialog', { name: 'Raccourcis clavier' })
  const open = async (): Promise<string> => {
    await expect(async () => {
      await page.keyboard.press('?')
      await expect(dialog).toBeVisible({ timeout: 500 })
    }).toPass()
    return dialog.innerText()
  }
  await page.goto(`${product.url}/dashboard/customers`)
  await expect(page.getByRole('link', { name: 'Nouveau client' })).toBeVisible()
  const list = async () => {
    await open()
    // The page's own come with its script.
    await expect(dialog.getByText('Ligne suivante')).toBeVisible()
    return dialog.innerText()
  }
  const shown = await list()
  for (const words of ['Ligne suivante', 'Nouveau client', 'Aller à la caisse', 'Ctrl', 'Chercher un client'])
    expect(shown).toContain(words)
  expect(shown).not.toContain('Enregistrer')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  for (const [keys, path] of [
    ['gt', '/dashboard/till'],
    ['gh', '/dashboard'],
    ['gc', '/dashboard/customers'],
    ['gs', '/dashboard/settings'],
  ] as const) {
    // At the till the hand is in the field; Escape leaves it.
    if (page.url().endsWith('/till')) await page.keyboard.press('Escape')
    for (const pressed of keys) await page.keyboard.press(pressed)
    await page.waitForURL((url) => url.pathname.startsWith(path))
    await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  }
  await page.goto(`${product.url}/dashboard/customers/new`)
  await page.getByRole('heading', { level: 1 }).click()
  await open()
  await expect(dialog.getByText('Enregistrer')).toBeVisible()
  expect(await dialog.innerText()).not.toContain('Ligne suivante')
})

test('who may only read can look, and is offered nothing to create', async ({ product, browser }) => {
  await caller(product, { firstName: 'Lucette', lastName: 'Visible', digits: '77 85' })
  const reader = { email: 'lecture@elegance.example', password: 'un mot de passe de test' }
  await product.cli(
    ['user:create', '--tenant', 'boutique-elegance', '--email', reader.email, '--role', 'read-only'],
    `${reader.password}\n`,
  )
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await signIn(page, product.url, reader)
    await arrive(page, product)
    await page.keyboard.type('7785')
    await expect(chosen(page)).toContainText('Lucette Visible')
    await expect(options(page)).toHaveCount(1)
    await expect(page.locator('main').getByRole('link', { name: 'Nouveau client' })).toHaveCount(0)
    await field(page).fill('zzyzzyx')
    await expect(page.getByText('Créer une fiche demande un accès')).toBeVisible()
    await page.keyboard.press('Control+Enter')
    await page.keyboard.press('Control+k')
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('option', { name: /Clients/ })).toBeVisible()
    await expect(dialog.getByRole('option', { name: /Nouveau client/ })).toHaveCount(0)
    expect(new URL(page.url()).pathname).toBe('/dashboard/till')
  } finally {
    await context.close()
  }
})

test('on a phone: a keypad and back to letters, a thumb’s press opens', async ({ product, browser }) => {
  const id = await caller(product, { firstName: 'Pouce', lastName: 'Levé', digits: '78 96' })
  const context = await browser.newContext({ viewport: sizes.phone, hasTouch: true, isMobile: true })
  try {
    const page = await context.newPage()
    await signIn(page, product.url, product.signIn)
    await page.getByRole('link', { name: 'Caisse' }).tap()
    await expect(field(page)).toHaveAttribute('inputmode', 'search')
    await page.getByRole('button', { name: 'Clavier de chiffres' }).tap()
    await expect(field(page)).toHaveAttribute('inputmode', 'tel')
    await expect(field(page)).toBeFocused()
    await page.getByRole('button', { name: 'Clavier de lettres' }).tap()
    await expect(field(page)).toHaveAttribute('inputmode', 'search')
    await field(page).fill('7896')
    for (const target of [
      chosen(page),
      page.getByRole('button', { name: 'Effacer' }),
      page.getByRole('link', { name: 'Nouveau client' }),
    ])
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await expectNoSidewaysScroll(page)
    await page.getByRole('option', { name: /Pouce Levé/ }).tap()
    await page.waitForURL(`**/dashboard/customers/${id}`)
  } finally {
    await context.close()
  }
})

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`the till and the palette on a ${size}, ${colorScheme}`, async ({ product, signedIn: page }) => {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        // The browser asks for an icon of that name by itself.
        if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
          errors.push(`${message.text()} ${message.location().url}`)
      })
      const sound = async (): Promise<void> => {
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
      }
      await arrive(page, product)
      await expect(page.getByRole('heading', { level: 2, name: 'Derniers contacts' })).toBeVisible()
      await sound()
      await field(page).fill('lefevre')
      await expect(chosen(page)).toContainText('Lefèvre')
      await sound()
      await field(page).fill('mar')
      await expect(options(page).nth(1)).toBeVisible()
      await sound()
      await field(page).fill('06 39 97 99 98')
      await expect(page.getByText('Personne pour « 06 39 97 99 98 »')).toBeVisible()
      await sound()
      await page.getByRole('button', { name: 'Tout faire, tout trouver' }).click()
      const dialog = page.getByRole('dialog')
      await expect(dialog.getByRole('option').first()).toBeVisible()
      await sound()
      await dialog.getByRole('combobox').fill('mar')
      await expect(dialog.getByText('Créer « mar »')).toBeVisible()
      await sound()
      await dialog.getByRole('button', { name: 'Fermer' }).click()
      await expect(dialog).toHaveCount(0)
      await expect(page.getByRole('button', { name: 'Tout faire, tout trouver' })).toBeFocused()
      expect(errors).toEqual([])
    })

test('the till in English', async ({ product, browser }) => {
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    await page.goto(`${product.url}/login`)
    await page.locator('input[name=email]').fill(product.signIn.email)
    await page.locator('input[name=password]').fill(product.signIn.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/dashboard/)
    await page.goto(`${product.url}/dashboard/till?query=lefevre`)
    await expect(chosen(page)).toContainText('Lefèvre')
    await page.keyboard.press('Control+k')
    await expect(page.getByRole('dialog').getByRole('option').first()).toBeVisible()
    const words = await page.locator('body').innerText()
    for (const word of ['Caisse', 'Accords', 'Refus', 'achat', 'Créer', 'Aller', 'Derniers', 'Raccourcis'])
      expect(words).not.toContain(word)
  } finally {
    await context.close()
  }
})
