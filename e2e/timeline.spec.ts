// The Fil by keyboard: find, filter, search, write a note, change it, read its history, pin it; and with many events.
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const idSchema = z.object({ id: z.string() })
let key: string | undefined

async function call(product: Product, method: string, path: string, body: unknown): Promise<unknown> {
  key ??= await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', 'customers:read,customers:write'])
  const response = await fetch(`${product.url}/api/v1/customers${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.ok, `${method} ${path}`).toBe(true)
  return response.json()
}

/** Somebody with one event of nearly every kind, whom nobody else's test touches. */
async function somebody(product: Product, lastName: string): Promise<string> {
  const { id } = idSchema.parse(await call(product, 'POST', '', { firstName: 'Fantine', lastName }))
  const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  await call(product, 'POST', `/${id}/activities`, {
    type: 'message_received',
    channel: 'sms',
    description: 'Bonjour, la robe brodée est-elle arrivée ? Merci, à bientôt. Hélène',
    timestamp: at(30),
  })
  await call(product, 'POST', `/${id}/activities`, { type: 'visit', description: 'Essayage', timestamp: at(28) })
  await call(product, 'POST', `/${id}/orders`, {
    externalId: `T-${lastName}`,
    total: { amount: 12_990, currency: 'EUR' },
    placedAt: at(26),
  })
  await call(product, 'PATCH', `/${id}`, { firstName: 'Fantina', metadata: { taille: '40' } })
  await call(product, 'PUT', `/${id}/preferences`, { optIn: { sms: true }, source: 'in-store', proof: 'Oui aux SMS' })
  await call(product, 'POST', `/${id}/notes`, { content: 'Allergique au nickel', createdBy: 'Camille' })
  return id
}

const fil = (page: Page) => page.getByRole('region', { name: /^Fil de/ })
const lines = (page: Page) => fil(page).locator('[data-activity]')
const search = (page: Page) => page.getByRole('searchbox', { name: 'Chercher dans le fil' })
const kind = (page: Page, name: string) => page.getByRole('group', { name: 'Genres d’événements' }).getByRole('button', { name })
/** Opens a note's menu and chooses in it, by keyboard. */
async function choose(page: Page, note: string | RegExp, entry: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: entry, exact: true })
  await expect(async () => {
    if (await item.isVisible()) return
    await fil(page).getByRole('button', { name: note }).first().focus()
    await page.keyboard.press('Enter')
    await expect(item).toBeVisible({ timeout: 1_500 })
  }).toPass()
  await item.focus()
  await page.keyboard.press('Enter')
}
const shot = (page: Page, name: string) => page.screenshot({ path: test.info().outputPath(`${name}.png`), fullPage: true })

test.beforeEach(() => {
  test.setTimeout(150_000)
})

for (const [size, viewport] of Object.entries(sizes))
  test(`find, filter, search, note, change, history, pin, remove: by keyboard (${size})`, async ({ product, signedIn: page }) => {
    await page.setViewportSize(viewport)
    const id = await somebody(product, `Filature${size}`)
    await page.goto(`${product.url}/dashboard/customers/${id}`)
    await expect(lines(page).filter({ hasText: 'Achat' })).toContainText('129,90')
    await expect(lines(page).filter({ hasText: 'Fiche modifiée' })).toContainText('prénom : Fantine → Fantina')
    await expect(lines(page).filter({ hasText: 'Préférences changées' })).toContainText('preuve : Oui aux SMS')
    // The full date is there for who hovers and who listens.
    const moment = lines(page).first().locator('time')
    expect(await moment.getAttribute('title')).toMatch(/\b20\d\d\b/)
    await expect(moment.locator('.sr-only')).toHaveText((await moment.getAttribute('title')) ?? '')
    await shot(page, 'all')
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)

    await test.step('filter by kind', async () => {
      await kind(page, 'Achats').focus()
      await page.keyboard.press('Enter')
      await page.waitForURL(/kinds=orders/)
      await expect(lines(page)).toHaveCount(1)
      await kind(page, 'Messages').focus()
      await page.keyboard.press('Space')
      await expect(lines(page)).toHaveCount(2)
      await expect(kind(page, 'Messages')).toHaveAttribute('aria-pressed', 'true')
      await page.reload()
      await expect(lines(page)).toHaveCount(2)
    })

    await test.step('search, without accents and case, with the words marked', async () => {
      await search(page).focus()
      await page.keyboard.type('HELENE brodee')
      await expect(lines(page)).toHaveCount(1)
      await expect(page).toHaveURL(/find=HELENE\+brodee/)
      await expect(search(page)).toBeFocused()
      await expect(lines(page).locator('mark')).toHaveText(['brodée', 'Hélène'])
      await shot(page, 'search')
      await expectAccessible(page)
      await search(page).fill('zzyzzyx')
      await expect(fil(page).getByText('Rien dans le fil pour « zzyzzyx »')).toBeVisible()
      await shot(page, 'nothing')
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await expect(search(page)).toHaveValue('')
      await expect(lines(page)).toHaveCount(2)
      await kind(page, 'Tout').focus()
      await page.keyboard.press('Enter')
      await expect(lines(page).filter({ hasText: 'Essayage' })).toBeVisible()
    })

    await test.step('write a note', async () => {
      await page.getByRole('textbox', { name: 'Note', exact: true }).focus()
      await page.keyboard.type('Préfère le bleu')
      await page.keyboard.press('Control+Enter')
      await expect(lines(page).filter({ hasText: 'Préfère le bleu' })).toBeVisible()
    })

    await test.step('change it', async () => {
      await choose(page, /Préfère le bleu/, 'Modifier')
      const text = page.getByRole('textbox', { name: 'Texte de la note' })
      await expect(text).toBeFocused()
      await shot(page, 'editing')
      await expectAccessible(page)
      await text.fill('Préfère le vert')
      await page.keyboard.press('Control+Enter')
      await expect(fil(page).getByText('Préfère le vert')).toBeVisible()
      await expect(fil(page).getByText('Préfère le bleu')).toHaveCount(0)
      await expect(fil(page).getByText(/modifiée par /)).toBeVisible()
      // Escape leaves everything as it was.
      await choose(page, /Préfère le vert/, 'Modifier')
      await text.fill('Autre chose')
      await page.keyboard.press('Escape')
      await expect(fil(page).getByText('Préfère le vert')).toBeVisible()
      await expect(fil(page).getByRole('button', { name: /Préfère le vert/ })).toBeFocused()
    })

    await test.step('read its history', async () => {
      await choose(page, /Préfère le vert/, 'Historique')
      const window = page.getByRole('dialog', { name: 'Historique de la note' })
      await expect(window.getByRole('listitem')).toHaveCount(2)
      await expect(window.getByRole('listitem').first()).toContainText('Préfère le vert')
      await expect(window.getByRole('listitem').last()).toContainText('Préfère le bleu')
      await shot(page, 'history')
      await expectAccessible(page)
      await page.keyboard.press('Escape')
      await expect(window).toBeHidden()
    })

    await test.step('pin it: it stays on top whatever the Fil shows', async () => {
      await choose(page, /Allergique/, 'Épingler')
      const pinned = page.getByRole('region', { name: 'Notes épinglées' })
      await expect(pinned).toContainText('Allergique au nickel')
      await kind(page, 'Achats').focus()
      await page.keyboard.press('Enter')
      await expect(lines(page)).toHaveCount(1)
      await expect(pinned).toContainText('Allergique au nickel')
      await kind(page, 'Tout').focus()
      await page.keyboard.press('Enter')
      await shot(page, 'pinned')
      await expectAccessible(page)
      await expectNoSidewaysScroll(page)
    })

    await test.step('take it away, and back', async () => {
      await choose(page, /Préfère le vert/, 'Retirer la note')
      await expect(fil(page).getByText(/Note retirée par/)).toBeVisible()
      await expect(fil(page).getByText('Préfère le vert')).toHaveCount(0)
      await shot(page, 'removed')
      await expect(fil(page).getByRole('button', { name: 'Remettre' })).toBeFocused()
      await page.keyboard.press('Enter')
      await expect(fil(page).getByText('Préfère le vert')).toBeVisible()
    })
  })

test('two people change one note: the second sees what the first wrote and keeps either', async ({
  product,
  signedIn: page,
  browser,
}) => {
  const id = await somebody(product, 'Deuxmains')
  const record = `${product.url}/dashboard/customers/${id}`
  const context = await browser.newContext({ locale: 'fr-FR' })
  const other = await context.newPage()
  await signIn(other, product.url, product.signIn)
  for (const one of [page, other]) {
    await one.goto(record)
    await choose(one, /Allergique/, 'Modifier')
  }
  const text = (one: Page) => one.getByRole('textbox', { name: 'Texte de la note' })
  await text(other).fill('Allergique au laiton')
  await other.keyboard.press('Control+Enter')
  await expect(fil(other).getByText('Allergique au laiton')).toBeVisible()
  await text(page).fill('Allergique au cuivre')
  await page.keyboard.press('Control+Enter')
  const conflict = page.getByRole('status').filter({ hasText: 'Modifiée entre-temps par' })
  await expect(conflict).toContainText('Allergique au laiton')
  await expect(text(page)).toHaveValue('Allergique au cuivre')
  await shot(page, 'conflict')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Garder mon texte' }).click()
  await expect(fil(page).getByText('Allergique au cuivre')).toBeVisible()
  await expect(fil(other).getByText('Allergique au cuivre')).toBeVisible()
  await context.close()
})

test('many events: more come as one scrolls, each once, and one stays where one is', async ({ product, signedIn: page }) => {
  const total = 420
  const { id } = idSchema.parse(await call(product, 'POST', '', { firstName: 'Longue', lastName: 'Histoire' }))
  for (let from = 0; from < total; from += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, step) =>
        call(product, 'POST', `/${id}/activities`, {
          type: 'visit',
          description: `Passage ${String(from + step).padStart(4, '0')}`,
          timestamp: new Date(Date.UTC(2026, 0, 1) - Math.floor((from + step) / 3) * 3_600_000).toISOString(),
        }),
      ),
    )
  await page.goto(`${product.url}/dashboard/customers/${id}`)
  await expect(lines(page).filter({ hasText: 'Passage 0000' })).toBeVisible()
  const first = await lines(page).first().elementHandle()
  await expect
    .poll(
      async () => {
        await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
        return lines(page).count()
      },
      { timeout: 60_000 },
    )
    .toBe(total + 1)
  const texts = await lines(page).locator('p[dir]').allTextContents()
  expect(new Set(texts).size).toBe(total)
  // What was there was not made again.
  expect(await first?.evaluate((node) => node.isConnected)).toBe(true)
  await expect(fil(page).getByText('Début de l’histoire')).toBeVisible()

  // Something comes in on top: what one reads does not move.
  const read = lines(page).filter({ hasText: 'Passage 0300' })
  await read.scrollIntoViewIfNeeded()
  await page.waitForTimeout(300)
  const before = await read.boundingBox()
  await call(product, 'POST', `/${id}/activities`, { type: 'visit', description: 'Juste arrivée' })
  await expect(lines(page).filter({ hasText: 'Juste arrivée' })).toHaveCount(1)
  await expect(lines(page)).toHaveCount(total + 2)
  const after = await read.boundingBox()
  expect(Math.abs((after?.y ?? 0) - (before?.y ?? 9_999))).toBeLessThan(40)

  // The oldest of all, by its words.
  await search(page).fill('passage 0419')
  await expect(lines(page)).toHaveCount(1)
})
