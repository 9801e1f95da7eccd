// What the manifest tells a shop before it connects.
import { expect, test } from 'vitest'
import { salesforce } from '.'

test('what Salesforce lacks or does otherwise is declared: no orders, an emulated merge', () => {
  expect(salesforce.capabilities).toMatchObject({ merge: true, stats: false, optimisticConcurrency: false })
  expect(salesforce.caveatKeys).toEqual(
    expect.arrayContaining([
      'settings.crm.caveats.mergeEmulated',
      'settings.crm.caveats.noOrders',
      'settings.crm.caveats.privateContacts',
      'settings.crm.caveats.outboundMessages',
    ]),
  )
  expect(salesforce.webhook?.secret).toBe('connection')
})
