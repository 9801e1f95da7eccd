import { describe, expect, it } from 'vitest'
import { isFiltered, listHref, listRequest, parseListState, sortInForce } from './list-url'

describe('the list’s address', () => {
  it('begins with last contact, newest first', () => {
    const state = parseListState({})
    expect(sortInForce(state)).toBe('contact')
    expect(state.direction).toBe('desc')
    expect(isFiltered(state)).toBe(false)
    expect(listHref(state)).toBe('/dashboard/customers')
  })

  it('reads and writes the same thing', () => {
    const href =
      '/dashboard/customers?query=h%C3%A9l%C3%A8ne&segment=vip&tag=mari%C3%A9e&tag=lyon&sort=spent&direction=asc&cursor=abc'
    const params = new URL(href, 'http://x.example').searchParams
    const state = parseListState({
      query: 'hélène',
      segment: 'vip',
      tag: params.getAll('tag'),
      sort: 'spent',
      direction: 'asc',
      cursor: 'abc',
    })
    expect(listHref(state, { cursor: state.cursor })).toBe(href)
  })

  it.each([
    [{ sort: 'shoe-size' }, null, 'desc'],
    [{ sort: 'name' }, 'name', 'asc'],
    [{ sort: 'name', direction: 'up' }, 'name', 'asc'],
    [{ sort: ['spent', 'name'] }, 'spent', 'desc'],
  ])('reads %o', (params, sort, direction) => {
    expect(parseListState(params)).toMatchObject({ sort, direction })
  })

  it('keeps what must hold besides, and leaves out what nobody can ask', () => {
    const state = parseListState({ where: ['lastOrder:quiet:90', 'lastOrder:quiet:90', 'x:is:1', 'info.a:is:b%2Cc'] })
    expect(state.where).toEqual([
      { field: 'lastOrder', operator: 'quiet', values: ['90'] },
      { field: 'info.a', operator: 'is', values: ['b,c'] },
    ])
    expect(isFiltered(state)).toBe(true)
    const href = listHref(state)
    const again = new URL(href, 'http://x.example').searchParams
    expect(parseListState({ where: again.getAll('where') })).toEqual(state)
    expect(listRequest(state).filter).toEqual({ rule: { match: 'all', parts: state.where } })
  })

  it('leaves out empty, repeated and overlong parts', () => {
    const state = parseListState({ query: '  ', tag: ['', 'a', 'a', ' a ', 'b'], segment: '' })
    expect(state).toMatchObject({ query: '', tags: ['a', 'b'], segment: null })
    expect(parseListState({ query: 'x'.repeat(500) }).query).toHaveLength(200)
  })

  it('goes back to the first page when anything but the cursor changes', () => {
    const state = parseListState({ cursor: 'abc', query: 'a' })
    expect(listHref(state, { segment: 'vip' })).toBe('/dashboard/customers?query=a&segment=vip')
    expect(listHref(state, { cursor: 'def' })).toContain('cursor=def')
    expect(listHref(state, { cursor: null, before: 'abc' })).toBe('/dashboard/customers?query=a&before=abc')
  })

  it('sorts by best match only while something is looked for', () => {
    expect(listRequest(parseListState({ query: 'dupond' }))).toMatchObject({
      sort: 'relevance',
      filter: { query: 'dupond' },
      limit: 50,
    })
    expect(listRequest(parseListState({ query: 'dupond', sort: 'name' }))).toMatchObject({ sort: 'name', direction: 'asc' })
    expect(listRequest(parseListState({ direction: 'asc' }))).toMatchObject({ sort: 'contact', direction: 'asc', filter: {} })
  })
})
