// The door for what a customer chooses on his preference page: our own page, not too often, an open link; then the ledger.
import 'server-only'
import { z } from 'zod'
import { visitorOf } from '@/lib/auth/visitor'
import { answerPreferences } from '@/lib/consent/answer-preferences'
import { type ContactChannel, contactChannels, contactChannelSchema } from '@/lib/customers/customer'
import { type Limit, takePoint } from '@/lib/db/rate-limiter'
import { CrmError } from '@/lib/shared/errors'
import type { Locale } from '@/messages/locales'
import { preferencePath } from './preference-link'
import { asksTooOften, channelChoices, openPreferenceLink } from './preference-page'
import { DoorError } from './problem'
import { readBody } from './read-body'
import { requireOwnPage } from './same-origin'
import { shortBrowser } from './short-browser'

/** Words that a customer saw when he chose: they are the proof. */
export interface AnswerWords {
  question(shop: string, channel: ContactChannel, address: string): string
  answer(yes: boolean): string
  noToAll(shop: string): string
  proof(parts: { words: string; link: string; time: string; browser: string }): string
}

const perLink: Limit = { keyPrefix: 'preference-answer', points: 60, duration: 15 * 60 }
/** Merged with another at this very moment, he is found again. */
const attempts = 2

const choiceSchema = z.union([
  z.literal('none').transform(() => null),
  z
    .string()
    .transform((text) => text.split(':'))
    .pipe(z.tuple([contactChannelSchema, z.enum(['yes', 'no'])]))
    .transform(([channel, answer]) => ({ channel, yes: answer === 'yes' })),
])
type Choice = z.output<typeof choiceSchema>

/** Back to the page in any case, which then says what is; 403 for another site, 413 and 408 for what is no form of ours. */
export async function savePreferenceAnswer(
  request: Request,
  token: string,
  wordsIn: (locale: Locale) => Promise<AnswerWords>,
): Promise<Response> {
  try {
    requireOwnPage(request.headers)
    const form = new URLSearchParams((await readBody(request, { maxBytes: 1_000, within: 10_000 })).toString('utf8'))
    const choice = choiceSchema.safeParse(form.get('choice'))
    if (!choice.success) return backTo(token, '')
    if (await asksTooOften(request.headers)) return backTo(token, '')
    return backTo(token, await save(request, token, choice.data, wordsIn))
  } catch (error) {
    if (error instanceof DoorError) return new Response(null, { status: error.status, headers: error.headers })
    if (error instanceof CrmError && error.code === 'forbidden') return new Response(null, { status: 403 })
    throw error
  }
}

/** What the page is to say: which choice was saved, that it was too often, or nothing. */
async function save(
  request: Request,
  token: string,
  choice: Choice,
  wordsIn: (locale: Locale) => Promise<AnswerWords>,
): Promise<string> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const link = await openPreferenceLink(token)
    if (link === null) return ''
    if ((await takePoint(perLink, link.linkId)) !== null) return 'wait'
    const { shop, clock } = link.useCase
    const words = await wordsIn(link.locale)
    const offered = choice === null ? undefined : (await channelChoices(link)).find(({ channel }) => channel === choice.channel)
    if (choice !== null && offered === undefined) return ''
    const said =
      choice === null || offered === undefined
        ? words.noToAll(shop.name)
        : `${words.question(shop.name, choice.channel, offered.address)} ${words.answer(choice.yes)}`
    const optIn =
      choice === null ? Object.fromEntries(contactChannels.map((channel) => [channel, false])) : { [choice.channel]: choice.yes }
    const proof = words.proof({
      words: said,
      link: link.linkId,
      time: clock().toISOString(),
      browser: shortBrowser(visitorOf(request.headers).userAgent),
    })
    if (await answerPreferences(link.useCase, link.customerId, { linkId: link.linkId, optIn, proof }))
      return choice?.channel ?? 'all'
  }
  return ''
}

function backTo(token: string, saved: string): Response {
  const place = saved === '' ? '' : `?saved=${saved}#${saved}`
  return new Response(null, {
    status: 303,
    headers: { location: `${preferencePath(token)}${place}`, 'cache-control': 'private, no-store' },
  })
}
