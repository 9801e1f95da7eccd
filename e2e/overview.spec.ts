// Accueil: what waits comes first and changes by itself; then how the month goes.
import type { Page } from '@playwright/test'
import { z } from 'zod'
import type { Product } from './product'
import { expect, expectAccessible, expectNoSidewaysScroll, signIn, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const password = 'un mot de passe de test'

async function open(page: Page, product: Product): Promise<void> {
  await page.goto(`${product.url}/dashboard`)
  await expect(page.getByRole('heading', { level: 1, name: 'Accueil' })).toBeVisible()
}
const todo = (page: Page) => page.locator('section').filter({ has: page.getByRole('heading', { level: 2, name: 'À faire' }) })
const rail = (page: Page, place: string) =>
  page.getByRole('navigation', { name: 'Navigation principale' }).first().getByRole('listitem').filter({ hasText: place })

/** How many customers wait, as the rail says it. */
async function waiting(page: Page): Promise<number> {
  const said = rail(page, 'Accueil').getByText(/^\d+ à traiter$/)
  return (await said.count()) === 0 ? 0 : Number.parseInt(await said.innerText(), 10)
}

test('a message that comes in waits on the page and in the rail, and leads to its customer', async ({
  product,
  signedIn: page,
}) => {
  await open(page, product)
  await page.waitForLoadState('networkidle')
  const before = await waiting(page)
  const key = await product.cli([
    'api-key:create',
    ...['--tenant', 'boutique-elegance', '--scopes', 'customers:read,customers:write,messages:read,messages:write'],
  ])
  const call = async (path: string, body: unknown) => {
    const answer = await fetch(`${product.url}/api/v1${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.ok).toBe(true)
    return answer.json()
  }
  const { id } = z.object({ id: z.string() }).parse(await call('/customers', { firstName: 'Ariane', lastName: 'Tendrement' }))
  await call(`/customers/${id}/activities`, { type: 'message_received', channel: 'sms', description: 'Êtes-vous là ?' })
  const line = todo(page).getByRole('link', { name: /Ariane Tendrement/ })
  await expect(line).toContainText('Êtes-vous là ?')
  await expect.poll(() => waiting(page)).toBe(before + 1)
  await line.click()
  await page.waitForURL(`**/dashboard/customers/${id}`)
  await call(`/customers/${id}/activities`, { type: 'call', channel: 'phone', description: 'Rappelée' })
  await open(page, product)
  await expect(todo(page)).not.toContainText('Ariane Tendrement')
  await expect.poll(() => waiting(page)).toBe(before)
})

test('duplicates are one press away, and the figures lead to all statistics', async ({ product, signedIn: page }) => {
  await open(page, product)
  await expect(todo(page)).toContainText(/doublons? possibles?/)
  await expect(rail(page, 'Clients')).toContainText(/\d/)
  await todo(page).getByRole('link', { name: 'Trancher' }).click()
  await page.waitForURL('**/dashboard/customers/duplicates')
  await open(page, product)
  for (const words of ['Nouveaux clients', 'Messages', 'Chiffre d’affaires', 'Première réponse'])
    await expect(page.locator('main dt').filter({ hasText: words }).first()).toBeVisible()
  await expect(page.locator('main svg[role=application]')).toHaveCount(1)
  await page.getByRole('link', { name: 'Toutes les statistiques' }).click()
  await page.waitForURL('**/dashboard/stats')
})

test('a finished import is told until it was looked at', async ({ product, signedIn: page }) => {
  await page.goto(`${product.url}/dashboard/customers/import`)
  await expect(page.getByRole('button', { name: 'Choisir un fichier' })).toBeEnabled()
  await page.locator('input[type=file]').setInputFiles({
    name: 'accueil.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Prénom;Nom;Téléphone\nOlympe;Dugrenier;06 39 98 77 01\nSansrien;;pas un numéro\n'),
  })
  await page.waitForURL(/\/import\/[0-9a-f-]{36}$/)
  const address = page.url()
  const begun = page.waitForResponse((response) => response.request().method() === 'POST')
  await page.getByRole('button', { name: /^Importer/ }).click()
  await begun
  // Away before it is done: it is news when it is.
  await open(page, product)
  const line = todo(page).getByRole('listitem').filter({ hasText: 'accueil.csv' })
  await expect(line).toContainText('1 créé', { timeout: 30_000 })
  await line.getByRole('link').click()
  await page.waitForURL(address)
  await open(page, product)
  await expect(todo(page)).toBeVisible()
  await expect(todo(page)).not.toContainText('accueil.csv')
})

test('an empty shop shows its four steps and nothing else', async ({ product, browser }) => {
  await product.cli(['tenant:create', '--slug', 'vide', '--name', 'Boutique vide'])
  await product.cli(['user:create', '--tenant', 'vide', '--email', 'zoe@vide.example', '--role', 'owner'], `${password}\n`)
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await signIn(page, product.url, { email: 'zoe@vide.example', password })
    await open(page, product)
    await expect(page.getByText('0 sur 4 faites')).toBeVisible()
    await expect(page.getByRole('heading', { level: 2 })).toHaveCount(1)
    await expectAccessible(page)
    await page.goto(`${product.url}/dashboard/stats`)
    await expect(page.getByText('Aucun achat sur ces jours.').first()).toBeVisible()
    await expect(page.locator('main')).not.toContainText('NaN')
    await expectAccessible(page)
  } finally {
    await context.close()
  }
})

for (const [size, viewport] of Object.entries(sizes))
  for (const colorScheme of ['light', 'dark'] as const)
    test(`Accueil on a ${size}, ${colorScheme}`, async ({ product, browser }, info) => {
      const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' })
      try {
        const page = await context.newPage()
        await signIn(page, product.url, product.signIn)
        await open(page, product)
        await expect(page.locator('main svg[role=application]')).toHaveCount(1)
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
        await page.screenshot({ path: info.outputPath(`home-${size}-${colorScheme}.png`), fullPage: true })
        // The customer's own purchases over time.
        await page.goto(`${product.url}/dashboard/customers?sort=spent`)
        await page.locator('main a[href*="/dashboard/customers/0"]').first().click()
        await page.waitForURL(/\/customers\/[0-9a-f-]{36}/)
        if (size === 'phone') await page.getByRole('tab', { name: 'Achats' }).click()
        const drawing = page.getByRole('img', { name: /Achats par mois en EUR/ })
        await expect(drawing).toBeVisible()
        const card = page.locator('section').filter({ has: drawing })
        await card.getByText('Voir en tableau').click()
        await expect(card.getByRole('table')).toContainText('€')
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
        await page.screenshot({ path: info.outputPath(`worth-${size}-${colorScheme}.png`), fullPage: true })
      } finally {
        await context.close()
      }
    })
