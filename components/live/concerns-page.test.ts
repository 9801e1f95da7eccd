import { describe, expect, it } from 'vitest'
import { concernsPage } from './concerns-page'

const news = (kind: string, customerId = '', importId = '', bulkId = '') => ({ kind, customerId, importId, bulkId })
const pages = { shop: {}, customer: { customerId: 'c' }, import: { importId: 'i' }, bulk: { bulkId: 'b' } }

describe('news and whom they concern', () => {
  it.each([
    [news('missed'), ['shop', 'customer', 'import', 'bulk']],
    [news('customer', 'c'), ['shop', 'customer']],
    [news('message', 'another'), ['shop']],
    // A batch of an import: nobody else, or an open list would be asked for several times a second.
    [news('import', '', 'i'), ['import']],
    [news('import', '', 'another'), []],
    [news('bulk', '', '', 'b'), ['bulk']],
    [news('bulk', '', '', 'another'), []],
    // Its end.
    [news('customers'), ['shop', 'customer']],
  ])('%j', (event, wanted) => {
    const concerned = Object.entries(pages).flatMap(([name, subject]) => (concernsPage(event, subject) ? [name] : []))
    expect(concerned).toEqual(wanted)
  })
})
