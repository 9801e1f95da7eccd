// What a job that asks for agreements has prepared, as a file: for each customer his address, his link and the text to send.
import 'server-only'
import type { AskedChannel } from '@/lib/customers/bulk/bulk-limits'
import { csvLine, neutralise } from '@/lib/customers/import/csv-cell'
import type { UseCase } from '@/lib/customers/use-case'
import { type PreparedRequest, preparedRequests } from '@/lib/db/prepared-requests'
import type { Locale } from '@/messages/locales'
import { languageOf, preferenceLink } from '../preference-link'

const pageOf = 500

export interface RequestWords {
  header: readonly string[]
  name(request: PreparedRequest): string
  /** As people read it. */
  address(request: PreparedRequest): string
  /** In the customer's language. */
  message(locale: Locale, request: PreparedRequest, link: string): string
}

/** UTF-8 with its mark, by which French Excel knows it. A page is held at a time; nobody is in it twice. */
export async function* requestsFile(
  { shop, store }: UseCase,
  { jobId, channel }: { jobId: string; channel: AskedChannel },
  words: RequestWords,
): AsyncGenerator<Buffer> {
  await store.write((tx) => tx.audit('consent.file', 'bulk', jobId, {}))
  const line = (texts: readonly string[]) => csvLine(texts.map(neutralise), ';')
  yield Buffer.from(`\uFEFF${line(words.header)}`)
  /** Customers who have taken others in: the only ones who can have several links of one job. */
  const kept = new Set<string>()
  for (let after = ''; ;) {
    const { requests, last } = await preparedRequests(shop.id, { jobId, channel, after, limit: pageOf })
    if (last === null) return
    after = last
    const fresh = requests.filter(({ customerId, hasMerged }) => {
      if (kept.has(customerId)) return false
      if (hasMerged) kept.add(customerId)
      return true
    })
    yield Buffer.from(
      fresh
        .map((request) => {
          const link = preferenceLink(request.token)
          const message = words.message(languageOf(request.language, shop), request, link)
          return line([words.name(request), words.address(request), link, message])
        })
        .join(''),
    )
  }
}
