import { describe, expect, it } from 'vitest'
import { conditionsOf, emptyState, isFiltered, listHref, listRequest, sortInForce, stateOf } from './list-url'
import { parseListState, saysWhat } from './parse-list-state'

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

  it('reads nothing that no database keeps', () => {
    const state = parseListState({ query: 'a\u0000b', segment: '\u0000', tag: 'x\u0000', where: 'info.a:is:b\u0000' })
    expect(JSON.stringify(state)).not.toContain('\\u0000')
    expect(state).toMatchObject({ query: 'ab', segment: null, tags: ['x'], where: [{ values: ['b'] }] })
  })

  it('keeps the columns, the size and the view one came by', () => {
    const href = '/dashboard/customers?segment=vip&columns=created%2Cphone&size=200&view=0199'
    const state = parseListState({ segment: 'vip', columns: 'created,phone,created,shoe', size: '200', view: '0199' })
    expect(state).toMatchObject({ columns: ['created', 'phone'], size: 200, view: '0199' })
    expect(listHref(state)).toBe(href)
    expect(parseListState({ size: '1000' }).size).toBe(50)
    expect(parseListState({ columns: '' }).columns).toEqual([])
    expect(listHref({ ...emptyState, columns: [] })).toBe('/dashboard/customers?columns=')
    expect(listRequest(parseListState({ columns: 'phone' }))).not.toHaveProperty('consents')
    expect(listRequest(state).limit).toBe(200)
  })

  it('does not name the usual columns', () => {
    const usual = 'phone,email,segment,contact,orders,spent,consents'
    expect(listHref(parseListState({ columns: usual }))).toBe('/dashboard/customers')
    expect(listRequest(parseListState({ columns: usual }))).toMatchObject({ consents: true })
  })

  it('tells a view from one that was emptied, and everybody from a bare address', () => {
    expect(listHref({ ...emptyState, view: '0199' })).toBe('/dashboard/customers?where=&view=0199')
    expect(listHref({ ...emptyState, view: 'all' })).toBe('/dashboard/customers?view=all')
    expect(listHref({ ...emptyState, view: 'all', segment: 'vip' })).toBe('/dashboard/customers?segment=vip')
    expect(saysWhat({ view: '0199', size: '200', cursor: 'x' })).toBe(false)
    expect(saysWhat({ view: '0199', where: '' })).toBe(true)
  })

  it('has short names for one segment and plain tags, and keeps every condition once', () => {
    const state = parseListState({
      segment: 'vip',
      tag: ['robe', 'été'],
      where: ['tag:any:soie', 'tag:any:a,b', 'segment:in:active', 'tag:any:robe', 'lastOrder:quiet:90'],
    })
    expect(conditionsOf(state).slice(0, 3)).toEqual([
      { field: 'segment', operator: 'in', values: ['vip'] },
      { field: 'tag', operator: 'any', values: ['robe'] },
      { field: 'tag', operator: 'any', values: ['été'] },
    ])
    expect(listHref({ ...emptyState, ...stateOf(conditionsOf(state)) })).toBe(
      '/dashboard/customers?segment=vip&tag=robe&tag=%C3%A9t%C3%A9&tag=soie&where=tag%3Aany%3Aa%2Cb&where=segment%3Ain%3Aactive&where=lastOrder%3Aquiet%3A90',
    )
  })
})
