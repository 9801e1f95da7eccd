// Shopify's search syntax, as far as anybody here writes it: terms that all must match, OR in brackets, ranges, beginnings.
// An address without quotes is taken apart into words; a filter that nobody knows matches everybody.
// https://shopify.dev/docs/api/usage/search-syntax

export interface Indexed {
  /** Of the free text. */
  words: string[]
  fields: Readonly<Record<string, string | string[] | number | null>>
}

type Matcher = (one: Indexed) => boolean

const fold = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
const tokens = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

export function matcherOf(query: string | null | undefined): Matcher {
  const text = query?.trim() ?? ''
  if (text === '') return () => true
  let at = 0
  const space = () => {
    while (/\s/.test(text[at] ?? '')) at += 1
  }
  const word = (): string => {
    space()
    const [found = ''] = /^(?:AND|OR)(?=\s|\(|$)/.exec(text.slice(at)) ?? []
    return found
  }
  function either(): Matcher {
    const parts = [all()]
    while (word() === 'OR') {
      at += 2
      parts.push(all())
    }
    return (one) => parts.some((part) => part(one))
  }
  function all(): Matcher {
    const parts: Matcher[] = []
    for (;;) {
      space()
      if (word() === 'AND') at += 3
      space()
      if (at >= text.length || text[at] === ')' || word() === 'OR') return (one) => parts.every((part) => part(one))
      parts.push(single())
    }
  }
  function single(): Matcher {
    space()
    if (text[at] === '(') {
      at += 1
      const inner = either()
      space()
      if (text[at] !== ')') throw new Error(`no closing bracket in ${text}`)
      at += 1
      return inner
    }
    const [head = '', name] = /^([a-z_]+):/.exec(text.slice(at)) ?? []
    at += head.length
    const [operator = ''] = /^(?:>=|<=|>|<)/.exec(text.slice(at)) ?? []
    at += operator.length
    const quote = text[at] === '"' || text[at] === "'" ? text[at] : null
    let value = ''
    if (quote !== null) {
      for (at += 1; at < text.length && text[at] !== quote; at += 1) {
        if (text[at] === '\\') at += 1
        value += text[at] ?? ''
      }
      at += 1
    } else
      while (at < text.length && !/[\s()]/.test(text[at] ?? '')) {
        if (text[at] === '\\') at += 1
        value += text[at] ?? ''
        at += 1
      }
    return name === undefined ? freeText(value, quote !== null) : field(name, operator, value, quote !== null)
  }
  return either()
}

function freeText(value: string, isPhrase: boolean): Matcher {
  const isStart = !isPhrase && value.endsWith('*')
  const wanted = fold(isStart ? value.slice(0, -1) : value)
  return ({ words }) => words.some((word) => tokens(word).some((one) => (isStart ? one.startsWith(wanted) : one === wanted)))
}

function field(name: string, operator: string, value: string, isPhrase: boolean): Matcher {
  return ({ fields }) => {
    if (!(name in fields)) return true
    const there = fields[name]
    if (value === '*' && !isPhrase) return there !== null && there !== undefined && there !== ''
    if (there === null || there === undefined) return false
    if (typeof there === 'number') {
      const wanted = /^\d+$/.test(value) ? Number(value) : Date.parse(value)
      if (operator === '>=') return there >= wanted
      if (operator === '>') return there > wanted
      if (operator === '<=') return there <= wanted
      return operator === '<' ? there < wanted : there === wanted
    }
    if (Array.isArray(there)) return value.split(',').some((part) => there.some((one) => one.toLowerCase() === part.trim().toLowerCase()))
    if (!isPhrase && value.endsWith('*')) return fold(there).startsWith(fold(value.slice(0, -1)))
    if (name === 'email' && !isPhrase) return tokens(value).some((token) => tokens(there).includes(token))
    return fold(there) === fold(value)
  }
}
