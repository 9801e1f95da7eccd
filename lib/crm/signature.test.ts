// R2: one constant-time compare, in one place; what it says, and that nobody compares or signs beside it.
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { constantTimeEqual, hmac, strictBase64 } from './signature'

const root = path.resolve(import.meta.dirname, '../..')

describe('the compare', () => {
  test('says equal for the same bytes and for nothing else: every flipped bit, a byte less, a byte more', () => {
    const expected = hmac('sha256', 'key', 'body')
    expect(constantTimeEqual(Buffer.from(expected), expected)).toBe(true)
    for (let bit = 0; bit < expected.length * 8; bit++) {
      const changed = Buffer.from(expected)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(constantTimeEqual(changed, expected), `bit ${bit}`).toBe(false)
    }
    for (const other of [expected.subarray(1), expected.subarray(0, -1), Buffer.concat([expected, Buffer.from([0])]), ''])
      expect(constantTimeEqual(other, expected)).toBe(false)
  })

  test('reads texts as UTF-8, without folding, and never throws for other lengths', () => {
    expect(constantTimeEqual('clé', Buffer.from('clé'))).toBe(true)
    for (const [given, expected] of [
      ['cle\u0301', 'cl\u00e9'],
      ['A', 'a'],
      ['', 'x'],
      ['x', ''],
      ['x\u0000', 'x'],
    ] as const)
      expect(constantTimeEqual(given, expected), JSON.stringify(given)).toBe(false)
  })

  test('one spelling of base64 only', () => {
    expect(strictBase64('AAA=')).toEqual(Buffer.from([0, 0]))
    for (const text of ['', 'AAA', 'AAB=', 'AAA=\n', ' AAA=', 'AA-_', 'AAA==', 'é']) expect(strictBase64(text), text).toBeNull()
  })

  test('a hash of parts is the hash of what they are together', () => {
    expect(hmac('sha256', 'key', 'a', Buffer.from('b'), 'c')).toEqual(hmac('sha256', 'key', 'abc'))
    expect(hmac('sha256', 'key', 'The quick brown fox jumps over the lazy dog').toString('hex')).toBe(
      'f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8',
    )
  })
})

/** Product code, without what only tests use. */
const sources = ['app', 'components', 'lib'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.join(folder, file))
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|__fixtures__|\/contract\/|^lib\/test\/|\/generated\//.test(file)),
)
const using = (pattern: RegExp): string[] =>
  sources.filter((file) => pattern.test(readFileSync(path.join(root, file), 'utf8'))).sort()

describe('nobody beside it', () => {
  test('compares in constant time, or makes a keyed hash, on their own', () => {
    expect(sources.length).toBeGreaterThan(200)
    expect(using(/timingSafeEqual|\bscmp\b|safe-?compare|crypto\.subtle/i)).toEqual(['lib/crm/signature.ts'])
    expect(using(/createHmac\(/)).toEqual(['lib/crm/signature.ts'])
  })

  test('no signature, token or secret is compared by ===', () => {
    // Whether two tokens are the same one says nothing to whoever sent neither: those comparisons are between our own.
    const ours = ['lib/crm/leased-access.ts', 'lib/crm/renewing-access.ts']
    const word = '(signature|secret|hmac|digest|token|verifier)'
    const pattern = new RegExp(`${word}\\w* (===|!==) (?!null|undefined|true|false|['"\`\\d])|\\w (===|!==) \\w*${word}`, 'i')
    expect(using(pattern).filter((file) => !ours.includes(file))).toEqual([])
  })
})
