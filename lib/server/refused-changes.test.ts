// Whatever a system refuses for good, people read why, in both languages.
import { expect, it } from 'vitest'
import { CrmError, errorCodes } from '@/lib/shared/errors'
import { outboxKinds } from '@/lib/sync/outbox-store'
import { errorText, judge, readErrorText } from '@/lib/sync/push-verdict'
import en from '@/messages/en/settings.json'
import fr from '@/messages/fr/settings.json'

/** What is given up sooner or later, and what a link that is well refuses for now. */
const shown = errorCodes.filter((code) => code === 'forbidden' || judge(new CrmError(code, 'x'), 99, 0).kind === 'bury')

it.each([
  ['fr', fr.crm.refusedChanges],
  ['en', en.crm.refusedChanges],
])('in %s', (_locale, { why, kinds }) => {
  expect(shown).toEqual(['forbidden', 'not_found', 'conflict', 'invalid', 'bad_response'])
  const errors = [...shown.map((code) => new CrmError(code, 'x', { reason: 'a_reason_of_tomorrow' })), new TypeError('x')]
  for (const error of errors)
    for (const reason of readErrorText(errorText(error)).reasons.slice(-1)) expect(Object.keys(why)).toContain(reason)
  for (const text of Object.values(why)) expect(text).toMatch(/^\p{Lu}.+\.$/u)
  expect(Object.keys(kinds).sort()).toEqual([...outboxKinds].sort())
})
