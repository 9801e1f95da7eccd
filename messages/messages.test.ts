// The two languages say the same things, nothing is asked for that does not exist, and nothing lies unused.
import { describe, expect, it } from 'vitest'
import * as en from './en'
import * as fr from './fr'
import { icuArguments } from './icu-arguments'
import { mayUse, readSources, usedKeys } from './used-keys'

type Tree = { readonly [key: string]: string | Tree }

const flatten = (tree: Tree, prefix = ''): [key: string, text: string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`),
  )

const french = new Map(flatten({ ...fr }))
const english = new Map(flatten({ ...en }))
const sources = readSources(process.cwd(), ['app', 'components', 'lib'])

describe('messages', () => {
  it('exist in both languages', () => {
    expect([...english.keys()].sort()).toEqual([...french.keys()].sort())
  })

  it('take the same arguments in both languages', () => {
    const differing = [...french].filter(
      ([key, text]) => String(icuArguments(text)) !== String(icuArguments(english.get(key) ?? text)),
    )
    expect(differing).toEqual([])
  })

  it('say something', () => {
    const empty = [...french, ...english].filter(([, text]) => text.trim() === '').map(([key]) => key)
    expect(empty).toEqual([])
  })

  it('follow French typography: ’ for the apostrophe, a no-break space before ; : ! ?', () => {
    const plain = (text: string) =>
      text.replaceAll(/\{[^{}]*\}/g, 'x').replaceAll(/https?:|(?:Authorization|Content-Type): /g, '')
    const wrong = [...french].filter(([, text]) =>
      /'|[^\u00a0\u202f;:!?\s][;!?](?=\s|$)|\w:(?=\s|$)| [;:!?»]|« /.test(plain(text)),
    )
    expect(wrong).toEqual([])
  })

  it('exist where code asks for them', () => {
    const missing = sources.flatMap(usedKeys).filter(({ key }) => !french.has(key))
    expect(missing).toEqual([])
  })

  it('are all used', () => {
    expect([...french.keys()].filter((key) => !mayUse(sources, key))).toEqual([])
  })
})

describe('the scan itself', () => {
  const source = {
    file: 'x.tsx',
    text: "const t = await getTranslations('customers'); t('list.title'); t.rich(\"gone\"); t(`state.${s}`); other('no')",
  }

  it('reads keys with their namespace', () => {
    expect(usedKeys(source).map(({ key }) => key)).toEqual(['customers.list.title', 'customers.gone'])
  })

  it('accepts a prefix and refuses a key nobody names', () => {
    expect(mayUse([source], 'customers.state.new')).toBe(true)
    expect(mayUse([source], 'customers.list.unused')).toBe(false)
  })

  it('reads arguments inside plural branches', () => {
    expect(icuArguments('{count, plural, one {# message} other {# messages de {name}}} <b>x</b>')).toEqual([
      '<b>',
      'count:plural',
      'name',
    ])
    expect(() => icuArguments('{count')).toThrow()
  })
})
