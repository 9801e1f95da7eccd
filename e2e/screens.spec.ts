// Every screen at a counter and at a desk, by day and by night, in French and English: readable, and never sideways.
import type { Page } from '@playwright/test'
import { z } from 'zod'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }

const firstCustomer = (page: Page) => page.locator('main a[href*="/dashboard/customers/0"]').first()

async function paths(page: Page, url: string): Promise<Record<string, string>> {
  await page.goto(`${url}/dashboard/customers`)
  const record = (await firstCustomer(page).getAttribute('href')) ?? ''
  return {
    home: '/dashboard',
    statistics: '/dashboard/stats',
    list: '/dashboard/customers',
    'list, nothing found': '/dashboard/customers?query=06%2039%2098%2099%2098',
    record,
    'record that does not exist': '/dashboard/customers/01999999-9999-7999-8999-999999999999',
    new: '/dashboard/customers/new',
    till: '/dashboard/till?query=lefevre',
    systems: '/dashboard/settings/crm',
    channels: '/dashboard/settings/channels',
    'no such page': '/dashboard/nowhere',
  }
}

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`screens on a ${size}, ${colorScheme}`, async ({ product, signedIn: page }) => {
      test.setTimeout(180_000)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const errors: string[] = []
      page.on('pageerror', (error) => errors.push(error.message))
      page.on('console', (message) => {
        // A page that does not exist is a 404 and the browser says so.
        if (message.type() === 'error' && !/status of 404/.test(message.text())) errors.push(message.text())
      })
      for (const [name, path] of Object.entries(await paths(page, product.url)))
        await test.step(name, async () => {
          await page.goto(product.url + path)
          await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
          await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
          await expectAccessible(page)
          await expectNoSidewaysScroll(page)
        })
      expect(errors).toEqual([])
    })

test('the note field stays above the Fil on a phone, wherever one has scrolled', async ({ product, signedIn: page }) => {
  await page.setViewportSize(sizes.phone)
  await page.goto(product.url + ((await paths(page, product.url)).record ?? ''))
  const field = page.locator('main textarea').first()
  await expect(field).toBeVisible()
  for (let y = 0; y <= 240; y += 24) {
    await page.evaluate((top) => window.scrollTo(0, top), y)
    const onTop = await field.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      const [x, low] = [left + width / 2, top + height - 4]
      return [top + 4, low].every((place) => element.closest('form')?.contains(document.elementFromPoint(x, place)) === true)
    })
    expect(onTop, `scrolled by ${String(y)}`).toBe(true)
  }
})

test('the sign-in page on a phone', async ({ product, page }) => {
  await page.setViewportSize(sizes.phone)
  await page.goto(`${product.url}/login`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})

test('English is complete: no French word of the frame is left', async ({ product, browser }) => {
  const context = await browser.newContext({ locale: 'en-GB' })
  try {
    const page = await context.newPage()
    await page.goto(`${product.url}/login`)
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await page.locator('input[name=email]').fill(product.signIn.email)
    await page.locator('input[name=password]').fill(product.signIn.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL(/\/dashboard/)
    for (const [name, path] of Object.entries(await paths(page, product.url))) {
      await page.goto(product.url + path)
      await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1)
      const frame = await page.locator('body').innerText()
      for (const word of ['Accueil', 'Réglages', 'Téléphone', 'Prénom', 'Étiquettes', 'Achats', 'Enregistrer', 'Canaux'])
        expect(frame, `${word} on ${name}`).not.toContain(word)
    }
  } finally {
    await context.close()
  }
})

test('the list by keyboard alone', async ({ product, signedIn: page }) => {
  await page.goto(`${product.url}/dashboard/customers`)
  await expect(firstCustomer(page)).toBeVisible()
  // The first key may come before the page's script does.
  await expect(async () => {
    await page.keyboard.press('j')
    await expect(page.locator('main a[href*="/dashboard/customers/0"]:focus')).toHaveCount(1, { timeout: 500 })
  }).toPass()
  const here = await page.locator('a:focus').getAttribute('href')
  await page.keyboard.press('j')
  const next = await page.locator('a:focus').getAttribute('href')
  expect(next).not.toBe(here)
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}/)
  await page.goto(`${product.url}/dashboard/customers`)
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(page.getByRole('searchbox')).toBeFocused({ timeout: 500 })
  }).toPass()
  await page.keyboard.type('helene')
  await page.keyboard.press('Enter')
  await page.waitForURL(/query=helene/)
  await expect(page.getByRole('link', { name: /Hélène/ }).first()).toBeVisible()
})

test('a refused field keeps everything typed, and a known number shows whose it is', async ({ product, signedIn: page }) => {
  await page.goto(`${product.url}/dashboard/customers/new`)
  await page.getByLabel('Prénom').fill('Zoé')
  await page.getByLabel('E-mail').fill('pas-une-adresse')
  await page.getByRole('button', { name: /Créer la fiche/ }).click()
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByLabel('Prénom')).toHaveValue('Zoé')
  await page.getByLabel('E-mail').fill('zoe.essai@example.org')
  await page.getByRole('button', { name: /Créer la fiche/ }).click()
  await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}/)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Zoé')

  await page.goto(`${product.url}/dashboard/customers/new`)
  await page.getByLabel('E-mail').fill('ZOE.essai@example.org')
  await expect(page.getByRole('link', { name: /Zoé/ })).toBeVisible()
})

test('two people edit one record: the second sees whose each field is and keeps either, nothing typed is lost', async ({
  product,
  signedIn: page,
}) => {
  const key = await product.cli([
    'api-key:create',
    '--tenant',
    'boutique-elegance',
    '--scopes',
    'customers:read,customers:write',
    '--name',
    'Caisse',
  ])
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${product.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const made = await call('POST', '/customers', { firstName: 'Odile', lastName: 'Essai' })
  expect(made.status).toBe(201)
  const { id, version } = z.object({ id: z.string(), version: z.int() }).parse(await made.json())

  await page.goto(`${product.url}/dashboard/customers/${id}`)
  await page.getByRole('button', { name: 'Modifier : Nom', exact: true }).click()
  await page.getByLabel('Prénom').fill('Odette')
  expect((await call('PATCH', `/customers/${id}`, { firstName: 'Odalie' }, { 'if-match': `"${String(version)}"` })).status).toBe(
    200,
  )
  const late = await call('PATCH', `/customers/${id}`, { firstName: 'Trop tard' }, { 'if-match': `"${String(version)}"` })
  expect(late.status, 'a stale version is refused by the API too').toBe(412)

  await page.getByRole('button', { name: 'Enregistrer' }).click()
  await expect(page.getByText('Modifiée entre-temps par Caisse')).toBeVisible()
  await expect(page.getByLabel('Prénom')).toHaveValue('Odette')
  await expect(page.getByText('Odalie').first()).toBeVisible()
  await page.getByRole('button', { name: 'Garder la mienne' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Odette Essai' })).toBeVisible()

  await test.step('of a number, theirs is taken; what was only shown beside stays as it is now', async () => {
    await page.getByRole('button', { name: 'Modifier : Nom', exact: true }).click()
    await page.getByLabel('Nom de famille').fill('Essayée')
    expect((await call('PATCH', `/customers/${id}`, { firstName: 'Odile' })).status).toBe(200)
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Odile Essayée' })).toBeVisible()

    await page.getByRole('button', { name: 'Modifier : Téléphone', exact: true }).click()
    await page.getByLabel('Téléphone', { exact: true }).fill('06 39 97 11 22')
    expect((await call('PATCH', `/customers/${id}`, { phone: '+33639973344' })).status).toBe(200)
    await page.getByRole('button', { name: 'Enregistrer' }).click()
    await expect(page.getByText('Modifiée entre-temps par Caisse')).toBeVisible()
    await page.getByRole('button', { name: 'Prendre la leur' }).click()
    await expect(page.getByRole('link', { name: /06 39 97 33 44/ }).first()).toBeVisible()
  })

  await test.step('of a choice, which had no pencil', async () => {
    // A screen that hears of nothing: otherwise it would show their choice first.
    await page.route('**/api/live**', (route) => route.abort())
    await page.reload()
    const channel = page.getByLabel('Canal préféré')
    await expect(channel).toHaveValue('')
    await page.waitForLoadState('networkidle')
    expect((await call('PATCH', `/customers/${id}`, { preferredChannel: 'email' })).status).toBe(200)
    await channel.selectOption('sms')
    await expect(page.getByText('Modifiée entre-temps par Caisse')).toBeVisible()
    await page.getByRole('button', { name: 'Garder la mienne' }).click()
    await expect(page.getByText('Modifiée entre-temps par Caisse')).toHaveCount(0)
    await expect(channel).toHaveValue('sms')
  })

  await test.step('of both names, each by itself, by keyboard', async () => {
    await page.getByRole('button', { name: 'Modifier : Nom', exact: true }).click()
    await page.getByLabel('Prénom').fill('Ondine')
    await page.getByLabel('Nom de famille').fill('Mienne')
    expect((await call('PATCH', `/customers/${id}`, { firstName: 'Octavie', lastName: 'Leur' })).status).toBe(200)
    await page.keyboard.press('Enter')
    await expect(page.getByText('Modifiées entre-temps')).toBeVisible()
    await expectAccessible(page)
    await page
      .getByRole('group', { name: 'Prénom' })
      .getByRole('radio', { name: /La mienne/ })
      .focus()
    await page.keyboard.press('ArrowDown')
    await expect(page.getByRole('radio', { name: /Celle de Caisse Octavie/ })).toBeChecked()
    await page.getByRole('button', { name: 'Enregistrer ces choix' }).focus()
    await page.keyboard.press('Enter')
    await expect(page.getByRole('heading', { level: 1, name: 'Octavie Mienne' })).toBeVisible()
  })
})
