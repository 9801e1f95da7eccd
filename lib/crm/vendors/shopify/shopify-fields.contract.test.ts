// Our one field, which two may write at once, and the fields that a shop chose.
import { afterEach, describe, expect, test, vi } from 'vitest'
import { closeShopifys, define, openShopify } from './__fixtures__/shopify-world'
import { ShopifyCustomers } from './adapter'

const logged: string[] = []
vi.mock('@/lib/shared/log', () => {
  const keep = (...line: unknown[]) => logged.push(JSON.stringify(line))
  return { log: () => ({ debug: () => undefined, info: keep, warn: keep, error: keep }) }
})

afterEach(async () => {
  logged.length = 0
  await closeShopifys()
})

describe('our one field', () => {
  test('two processes that write at once lose nothing of each other', async () => {
    const { crm, systemOf } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana' })
    await Promise.all(
      [systemOf(), systemOf(), systemOf()].map((one, at) => one.updateCustomer(id, { metadata: { [`k${at}`]: at } })),
    )
    expect((await crm.getCustomer(id))?.metadata).toEqual({ k0: 0, k1: 1, k2: 2 })
  })

  test('that somebody spoilt is as good as empty, and the next change mends it', async () => {
    const { shop, crm } = await openShopify()
    const { id } = await crm.createCustomer({ firstName: 'Ana', metadata: { a: 1 } })
    shop.live(id)?.metafields.set('coccinelle.data', { type: 'json', value: '{"metadata":"x"' })
    expect((await crm.getCustomer(id))?.metadata).toEqual({})
    expect((await crm.updateCustomer(id, { metadata: { b: 2 } })).metadata).toEqual({ b: 2 })
  })
})

describe('chosen fields', () => {
  const mapping = {
    size: 'custom.size',
    since: 'custom.since',
    vip: 'custom.vip',
    remark: 'note',
    preferredChannel: 'custom.channel',
    'optIn.phone': 'custom.calls',
  }

  test('hold values as their types write them, and come back as they were', async () => {
    const { shop, crm } = await openShopify({}, { customFieldMapping: mapping })
    define(shop, 'custom.size', 'number_integer')
    define(shop, 'custom.since', 'date')
    define(shop, 'custom.vip', 'boolean')
    define(shop, 'custom.channel', 'single_line_text_field')
    define(shop, 'custom.calls', 'boolean')
    const made = await crm.createCustomer({
      firstName: 'Ana',
      preferredChannel: 'sms',
      metadata: { size: 38, since: '2026-03-04T05:06:07Z', vip: true, remark: 'Préfère le bleu\nTaille petite', own: 'x' },
    })
    const kept = Object.fromEntries([...(shop.live(made.id)?.metafields ?? [])].map(([name, { value }]) => [name, value]))
    expect(kept).toMatchObject({
      'custom.size': '38',
      'custom.since': '2026-03-04',
      'custom.vip': 'true',
      'custom.channel': 'sms',
    })
    expect(shop.live(made.id)?.note).toBe('Préfère le bleu\nTaille petite')
    expect(made.metadata).toEqual({
      size: 38,
      since: '2026-03-04',
      vip: true,
      remark: 'Préfère le bleu\nTaille petite',
      own: 'x',
    })
    const after = await crm.updateCustomer(made.id, {
      preferredChannel: null,
      metadata: { size: 'not a number', vip: null, remark: null },
    })
    expect(after).toMatchObject({ preferredChannel: null })
    expect(after.metadata).toEqual({ size: 38, since: '2026-03-04', own: 'x' })
    expect(logged.join()).toContain('metadata.size')
    expect(logged.join()).not.toContain('not a number')
    await crm.updatePreferences(made.id, { optIn: { phone: false } })
    expect(shop.live(made.id)?.metafields.get('custom.calls')?.value).toBe('false')
    expect((await crm.getPreferences(made.id)).optIn.phone).toBe(false)
  })

  test('are listed with their kinds, ours left out', async () => {
    const { shop, crm } = await openShopify({}, { customFieldMapping: { size: 'custom.size', gone: 'custom.gone' } })
    define(shop, 'custom.size', 'single_line_text_field', [{ name: 'choices', value: '["S","M","L"]' }])
    define(shop, 'custom.photo', 'file_reference')
    const fields = new Map((await crm.listFields()).map((field) => [field.name, field]))
    expect(fields.get('note')).toMatchObject({ type: 'text', writable: true })
    expect(fields.get('custom.photo')).toMatchObject({ type: 'other' })
    expect(fields.get('custom.size')).toMatchObject({ type: 'choice', choices: [{ value: 'S' }, { value: 'M' }, { value: 'L' }] })
    expect([...fields.keys()].sort()).toEqual(['custom.photo', 'custom.size', 'note'])
    expect(await crm.missingFields()).toEqual([{ name: 'custom.gone', why: 'absent' }])
    const one = shop.addCustomer({
      firstName: 'Ana',
      note: 'n',
      metafields: new Map([['custom.size', { type: 'single_line_text_field', value: 'M' }]]),
    })
    expect(await crm.readFields(one.id, ['custom.size', 'custom.gone', 'note'])).toEqual({
      'custom.size': 'M',
      'custom.gone': null,
      note: 'n',
    })
    expect(await crm.readFields('1', ['note'])).toBeNull()
  })

  test('cannot be what has a place of its own, nor what is no field’s name', () => {
    const refused = (customFieldMapping: Record<string, string>) => () =>
      new ShopifyCustomers({ shop: 'demo', accessToken: 'x' }, { customFieldMapping })
    for (const given of [
      { email: 'custom.mail' },
      { tags: 'custom.tags' },
      { size: 'size' },
      { segment: 'note' },
      { size: 'custom.a"b' },
      { size: 'a.b.c' },
    ])
      expect(refused(given), JSON.stringify(given)).toThrow(expect.objectContaining({ code: 'invalid' }))
  })
})
