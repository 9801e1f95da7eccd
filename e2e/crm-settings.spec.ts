// Réglages › CRM: what a shop sees of the systems it could link and of those it has, in every state, by keyboard and by ear; and who may not.
import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { connect, open, type Refused, shopWith } from './linked-shop'
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './test'

const sizes = { phone: { width: 360, height: 780 }, desk: { width: 1440, height: 900 } }
const page1 = '/dashboard/settings/crm'
const refused: Refused[] = [
  {
    firstName: 'Héléna-Marguerite de La Rochefoucauld-Doudeauville',
    phone: '+33639980001',
    kind: 'customer',
    error: 'invalid, lastName: too_big_string, metadata.taille: format',
  },
  { firstName: null, phone: '+33639980002', kind: 'activity', error: 'conflict, linked_to_other' },
  { firstName: 'Zoé', kind: 'delete', error: 'not_found, customer_not_found', isGone: true },
  { firstName: 'Ana', kind: 'note', error: 'forbidden', isHeld: true },
  { firstName: 'Inès', kind: 'preferences', error: 'unexpected TypeError' },
]

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
      await test.step('changes that were refused', async () => {
        await open(page, product, [{ refused }])
        await page.goto(product.url + page1)
        await expect(card(page, 'HubSpot').getByText('HubSpot a refusé 5 changements')).toBeVisible()
        for (const summary of await page.locator('summary').all()) await summary.click()
        await expect(card(page, 'HubSpot').getByText('Inès')).toBeVisible()
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

for (const [size, viewport] of Object.entries(sizes))
  test(`the fields while they are slow, and when they cannot be had, on a ${size}`, async ({ product, page }) => {
    await page.setViewportSize(viewport)
    const [id] = await open(page, product, [{ status: 'reconnect_needed' }])
    const address = `${product.url}${page1}/${id ?? ''}/mapping`
    const heading = page.getByRole('heading', { level: 1, name: 'Champs et segments' })
    const client = await connect(product)
    try {
      const whileSlow = async (work: () => Promise<void>) => {
        await client.query('begin')
        await client.query('lock table "CrmConnection" in access exclusive mode')
        try {
          await page.goto(address, { waitUntil: 'commit' })
          await expect(page.getByRole('status').filter({ hasText: 'Chargement' })).toHaveCount(1)
          await work()
        } finally {
          await client.query('rollback')
        }
      }
      await whileSlow(() => expectNoSidewaysScroll(page))
      await expect(heading).toBeVisible()
      // Looked at so long that the page may have given up waiting.
      await whileSlow(() => sound(page))
      await client.query('alter table "CrmConnection" rename to "away"')
      try {
        await page.goto(address)
        await expect(page.getByRole('heading', { level: 1, name: 'Cette page n’a pas pu s’afficher' })).toBeVisible()
        await sound(page)
      } finally {
        await client.query('alter table "away" rename to "CrmConnection"')
      }
      await page.getByRole('button', { name: 'Réessayer' }).press('Enter')
      await expect(heading).toBeVisible()
    } finally {
      await client.end()
    }
  })

test('refused changes: whose, what and why, a way to each, and another go by keyboard', async ({ product, page }) => {
  const [id] = await open(page, product, [{ refused }])
  await page.goto(product.url + page1)
  const hubspot = card(page, 'HubSpot')
  await expect(hubspot.getByText('Changements refusés')).toBeVisible()
  const line = (text: string) => hubspot.getByRole('listitem').filter({ hasText: text })
  await expect(line('06 39 98 00 01')).toContainText('La fiche · Un texte est trop long pour le champ de là-bas (Nom, taille).')
  await expect(line('Client inconnu')).toContainText(
    'Une ligne du Fil · La fiche trouvée là-bas est déjà celle d’un autre client',
  )
  await expect(line('Zoé').getByRole('link')).toHaveCount(0)
  await hubspot.getByText('Voir les 2 autres').press('Enter')
  await expect(line('Ana')).toContainText('Réessayé chaque jour.')
  await expect(line('Inès')).toContainText('Un imprévu de notre côté')
  await expect(page.locator('main')).not.toContainText('TypeError')
  await expect(page.getByText('Personne n’est prévenu par e-mail')).toBeVisible()
  await expect(page.getByText('SMTP_URL')).toBeVisible()

  await line('Ana').getByRole('link').click()
  await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}$/)
  await expect(page.getByRole('heading', { level: 1, name: 'Ana' })).toBeVisible()
  await page.goBack()

  await hubspot.getByRole('button', { name: /^Réessayer/ }).press('Enter')
  await expect(page.getByText('5 changements repartent vers HubSpot')).toBeVisible()
  await expect(hubspot.getByText(/HubSpot a refusé/)).toHaveCount(0)
  const client = await connect(product)
  const { rows } = await client
    .query(`select count(*)::int as left from "Outbox" where "connectionId" = $1 and "deadAt" is not null`, [id])
    .finally(() => client.end())
  expect(rows).toEqual([{ left: 0 }])
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

  await open(page, product, [{ status: 'reconnect_needed', refused }], 'read-only')
  await page.goto(product.url + page1)
  await expect(page.getByText('HubSpot ne nous laisse plus entrer')).toBeVisible()
  await expect(page.getByText('HubSpot a refusé 4 changements')).toBeVisible()
  for (const name of [/Relier/, /Réessayer/, /Vérifier/, /Autres actions/, /Donner une/])
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
