// Whatever is refused, people read a sentence: every reason in the code has its text in both languages.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CrmError, errorCodes } from '@/lib/shared/errors'
import en from '@/messages/en/errors.json'
import fr from '@/messages/fr/errors.json'
import { errorTextIn } from './error-text'

const sources = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/generated|\.test\.|__fixtures__|(^|\/)test\//.test(file))
  .map((file) => ({ file, text: readFileSync(`lib/${file}`, 'utf8') }))

const all = (pattern: RegExp) =>
  sources.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([, reason]) => ({ file, reason: reason! })))

describe('texts of refusals', () => {
  it('exist for every reason that code names', () => {
    const known = new Set([...Object.keys(fr.reason), ...Object.keys(fr.field)])
    const named = [
      ...all(/\breason: '([a-z][a-z_-]*)'/g),
      ...all(/\berror: '([a-z][a-z_]+)' \}/g),
      ...all(/new DoorError\(\d+, '[a-z_]+', '([a-z_]+)'/g),
    ]
    expect(named.length).toBeGreaterThan(30)
    expect(named.filter(({ reason }) => !known.has(reason))).toEqual([])
  })

  it('exist for everything that can be missing', () => {
    const missing = all(/\bnotFound\('([a-z-]+)'\)/g).filter(({ reason }) => !(`${reason}_not_found` in fr.reason))
    expect(missing).toEqual([])
  })

  it('exist for every code', () => {
    for (const code of errorCodes) expect(fr.reason).toHaveProperty(code)
  })

  it('are different in the two languages', () => {
    for (const part of ['reason', 'field'] as const)
      for (const [key, text] of Object.entries(fr[part])) expect(Reflect.get(en[part], key), key).not.toBe(text)
  })
})

describe('errorTextIn', () => {
  it('says the reason with its values, and each field', async () => {
    const error = new CrmError('rate_limited', 'x', { reason: 'sign_in_throttled', params: { minutes: 1 } })
    expect((await errorTextIn('fr', error)).message).toBe('Trop d’essais. Réessayez dans 1 minute.')
    const fields = new CrmError('invalid', 'x', {
      issues: [{ path: ['tags', 0], reason: 'too_big_string', params: { maximum: 60 } }],
    })
    expect(await errorTextIn('en', fields)).toEqual({
      message: 'Some fields need correcting.',
      issues: [{ path: 'tags.0', message: 'At most 60 characters.', reason: 'too_big_string' }],
    })
  })

  it('never shows a key, whatever is missing', async () => {
    for (const error of [
      new CrmError('conflict', 'x', { reason: 'nobody_wrote_this' }),
      new CrmError('rate_limited', 'x', { reason: 'sign_in_throttled' }),
      new CrmError('invalid', 'x', { issues: [{ path: ['a'], reason: 'nobody_wrote_this' }] }),
    ]) {
      const { message, issues } = await errorTextIn('fr', error)
      for (const text of [message, ...issues.map((issue) => issue.message)]) expect(text).toMatch(/^\p{Lu}[^_{}]+\.$/u)
    }
  })
})
