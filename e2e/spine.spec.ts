// The newcomer's path: start, make a key and a channel, send a signed SMS, see the customer; another message slides in.
import { z } from 'zod'
import { expect, test } from './test'
import { postSms } from './twilio'

const token = 'auth-token-of-the-spine-test-01234'
const from = '+33639981234'
const channelSchema = z.object({ id: z.string(), url: z.string() })
const listSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      phone: z.string().nullable(),
      tags: z.array(z.string()),
      preferredChannel: z.string().nullable(),
      metadata: z.record(z.string(), z.unknown()),
    }),
  ),
})

test('a signed SMS becomes a customer on the screen', async ({ product, signedIn: page }) => {
  const key = await product.cli(['api-key:create', '--tenant', 'boutique-elegance', '--scopes', 'customers:read,messages:read'])
  expect(key, 'the key stands alone on standard output').toMatch(/^\S+$/)
  const channel = channelSchema.parse(
    JSON.parse(await product.cli(['channel:create', '--tenant', 'boutique-elegance', '--type', 'twilio-sms', '--secret', token])),
  )
  expect(channel.url).toBe(`${product.url}/api/webhooks/messages/${channel.id}`)
  const findByPhone = async (): Promise<z.infer<typeof listSchema>['data']> => {
    const answer = await fetch(`${product.url}/api/v1/customers?phone=${encodeURIComponent(from)}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    expect(answer.status).toBe(200)
    return listSchema.parse(await answer.json()).data
  }

  await test.step('a forged or unsigned message is refused and leaves nothing', async () => {
    const forged = await postSms(channel.url, 'another-token', { sid: 'SMforged', from, text: 'Faux' })
    expect(forged.status).toBe(401)
    const unsigned = await fetch(channel.url, {
      method: 'POST',
      body: new URLSearchParams({ MessageSid: 'SMx', From: from, Body: 'Faux' }),
    })
    expect(unsigned.status).toBe(401)
    expect(await findByPhone()).toEqual([])
  })

  const first = 'Bonjour, avez-vous la robe bleue en 38 ?'
  await test.step('the genuine one is accepted, twice, and counts once', async () => {
    for (let time = 0; time < 2; time++) {
      const answer = await postSms(channel.url, token, { sid: 'SMspine1', from, text: first })
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toContain('xml')
      expect(await answer.text()).toContain('<Response')
    }
    await expect.poll(async () => (await findByPhone()).length).toBe(1)
    const [customer] = await findByPhone()
    expect(customer).toMatchObject({
      phone: from,
      preferredChannel: 'sms',
      metadata: { source: 'incoming-message', firstMessage: first },
    })
    expect(customer?.tags.sort()).toEqual(['premier-contact', 'sms'])
  })

  await test.step('staff find the customer by any form of the number', async () => {
    for (const typed of ['06 39 98 12 34', '+33639981234', '0033639981234', '1234']) {
      await page.goto(`${product.url}/dashboard/customers?query=${encodeURIComponent(typed)}`)
      await expect(page.getByRole('link', { name: /Client inconnu/ }).first()).toBeVisible()
    }
  })

  await test.step('the message is on the customer’s timeline, once', async () => {
    await page
      .getByRole('link', { name: /Client inconnu/ })
      .first()
      .click()
    await page.waitForURL(/\/dashboard\/customers\/[0-9a-f-]{36}/)
    await expect(page.getByText(first)).toHaveCount(1)
  })

  await test.step('a message that arrives while the page is open appears without a reload', async () => {
    await page.evaluate(() => Object.assign(window, { sameDocument: true }))
    const second = 'Et en rouge ?'
    expect((await postSms(channel.url, token, { sid: 'SMspine2', from, text: second })).status).toBe(200)
    await expect(page.getByText(second)).toBeVisible({ timeout: 5_000 })
    expect(await page.evaluate(() => 'sameDocument' in window), 'no reload').toBe(true)
  })
})
