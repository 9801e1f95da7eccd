import { describe, expect, it } from 'vitest'
import { concernsPage } from './concerns-page'

const news = (kind: string, customerId = '', importId = '') => ({ kind, customerId, importId })
const pages = { shop: {}, customer: { customerId: 'c' }, import: { importId: 'i' } }

describe('news and whom they concern', () => {
  it.each([
    [news('missed'), ['shop', 'customer', 'import']],
    [news('customer', 'c'), ['shop', 'customer']],
    [news('message', 'another'), ['shop']],
    // A batch of an import: nobody else, or an open list would be asked for several times a second.
    [news('import', '', 'i'), ['import']],
    [news('import', '', 'another'), []],
    // Its end.
    [news('customers'), ['shop', 'customer']],
  ])('%j', (event, wanted) => {
    const concerned = Object.entries(pages).flatMap(([name, subject]) => (concernsPage(event, subject) ? [name] : []))
    expect(concerned).toEqual(wanted)
  })
})
