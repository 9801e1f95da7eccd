// How the mock finds people: words by their beginning, phones by number, beginning or end, e-mails by beginning.
import { normaliseEmail, normalisePhone, readPhoneQuery } from '@/lib/customers/identity'
import type { CustomerQuery } from '@/lib/customers/customer-system'
import { tagKey } from '@/lib/customers/tag-key'
import type { MockRecord, MockTenant } from './mock-tenant'

/** No case, no accents, ligatures opened, punctuation as spaces. */
export const fold = (text: string): string =>
  text
    .replace(/[œŒ]/g, 'oe')
    .replace(/[æÆ]/g, 'ae')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** All given parts must hold; best match first. */
export function searchMock(tenant: MockTenant, filter: Omit<CustomerQuery, 'limit'>): MockRecord[] {
  const { region } = tenant.shop
  const has = (record: MockRecord, kind: string, value: string | null) =>
    record.handles.some((handle) => handle.kind === kind && handle.value === value)
  const query = filter.query?.trim() ?? ''
  return tenant
    .all()
    .filter((record) => filter.email === undefined || has(record, 'email', normaliseEmail(filter.email)))
    .filter((record) => filter.phone === undefined || has(record, 'phone', normalisePhone(filter.phone, region)))
    .filter((record) => filter.segment === undefined || record.fields.segment === filter.segment)
    .filter((record) => (filter.tags ?? []).every((tag) => record.tags.has(tagKey(tag))))
    .map((record) => ({ record, rank: query === '' ? 1 : rankOf(record, query, region) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank)
    .map(({ record }) => record)
}

function rankOf(record: MockRecord, query: string, region: string): number {
  const phone = readPhoneQuery(query, region)
  if (phone.ending !== '')
    return Math.max(
      0,
      ...record.handles
        .filter((handle) => handle.kind === 'phone')
        .map(({ value }) =>
          phone.numbers.includes(value)
            ? 1
            : value.endsWith(phone.ending)
              ? 0.9
              : phone.starts.some((start) => value.startsWith(start))
                ? 0.8
                : 0,
        ),
    )
  const address = query.toLowerCase()
  if (record.handles.some((handle) => handle.kind === 'email' && handle.value.startsWith(address))) return 0.9
  const name = ` ${fold(`${record.fields.firstName ?? ''} ${record.fields.lastName ?? ''}`)}`
  const words = fold(query)
  if (words === '' || query.includes('@')) return 0
  return words.split(' ').every((word) => name.includes(` ${word}`)) ? (name.trim() === words ? 1 : 0.8) : 0
}
