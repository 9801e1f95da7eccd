// Two of the five tasks of every day, each in three actions after arriving, by keyboard alone: add somebody at the till, and read
// and annotate. The others: a caller by four digits (till.spec), merge and undo (duplicates.spec), a messy file in and back out
// (import.spec).
import { z } from 'zod'
import { expect, test } from './test'

const customersSchema = z.object({ data: z.array(z.object({ id: z.string(), firstName: z.string().nullable() })) })
const notesSchema = z.object({ data: z.array(z.object({ content: z.string(), createdBy: z.string() })) })

test('somebody is added at the till, and annotated, in three actions each', async ({ product, signedIn: page }) => {
  const scopes = 'customers:read'
  const key = await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', scopes, '--name', 'Tâches'])
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`${product.url}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } })).json()

  await test.step('add at the till', async () => {
    await page.goto(`${product.url}/dashboard/till`)
    const field = page.getByRole('combobox', { name: /Chercher un client/ })
    await expect(field).toBeFocused()
    // 1. The number that nobody has, as the caller says it.
    await page.keyboard.type('06 39 97 55 21')
    await expect(page.getByRole('option', { selected: true })).toContainText('06 39 97 55 21')
    // 2. Enter: the form is filled in with it.
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/dashboard\/customers\/new/)
    await expect(page.getByLabel('Téléphone')).toHaveValue(/06 ?39 ?97 ?55 ?21/)
    await page.waitForLoadState('networkidle')
    // 3. Save.
    await page.keyboard.press('Control+Enter')
    await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}$/)
    const { data } = customersSchema.parse(await read('/customers?phone=0639975521'))
    expect(data).toHaveLength(1)
    expect(page.url()).toContain(data[0]?.id ?? 'nobody')
  })

  await test.step('read and annotate', async () => {
    const id = page.url().split('/').at(-1) ?? ''
    await expect(page.getByRole('region', { name: /^Fil de/ })).toBeVisible()
    await page.waitForLoadState('networkidle')
    // 1. To the note. 2. Write. 3. Keep it.
    await page.getByRole('textbox', { name: 'Note', exact: true }).focus()
    await page.keyboard.type('Passe samedi pour la robe en 38')
    await page.keyboard.press('Control+Enter')
    await expect(page.getByRole('region', { name: /^Fil de/ })).toContainText('Passe samedi pour la robe en 38')
    await expect
      .poll(async () => notesSchema.parse(await read(`/customers/${id}/notes`)).data.map(({ content }) => content))
      .toEqual(['Passe samedi pour la robe en 38'])
  })
})
