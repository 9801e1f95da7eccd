// The fake itself against the documented behaviour, so that what the adapter is tried on is what it will meet.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type SalesforceFake, startSalesforceFake } from './salesforce-fake'
import { longId } from './fake-ids'

let fake: SalesforceFake
let token = ''
beforeAll(async () => {
  fake = await startSalesforceFake()
  token = fake.oauth.issue(fake.org)
})
afterAll(() => fake.close())

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${fake.url}/services/data/v66.0${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json: unknown = text === '' ? null : JSON.parse(text)
  return { status: answer.status, json, headers: answer.headers }
}
const query = (soql: string, all = false) => call('GET', `/${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`)
const idOf = (json: unknown) => z.object({ id: z.string() }).parse(json).id
const codeOf = (json: unknown) => z.array(z.object({ errorCode: z.string() })).parse(json)[0]?.errorCode
const rowsOf = (json: unknown) => z.object({ records: z.array(z.looseObject({ Id: z.string() })) }).parse(json).records

describe('objects', () => {
  test('ids of 18 characters end in what their capitals say', () => {
    // https://help.salesforce.com/s/articleView?id=000385585
    expect(longId('001A0000006Vm9r')).toBe('001A0000006Vm9rIAC')
    expect(longId('00530000003xqAb')).toBe('00530000003xqAbAAI')
  })

  test('are made, read, changed, deleted; wrong ones refused with Salesforce’s words', async () => {
    const made = await call('POST', '/sobjects/Contact', { LastName: 'Lee', Email: 'ann@example.org' })
    expect(made).toMatchObject({ status: 201, json: { success: true, errors: [] } })
    const id = idOf(made.json)
    expect((await call('GET', `/sobjects/Contact/${id.slice(0, 15)}?fields=LastName`)).json).toMatchObject({ Id: id, LastName: 'Lee' })
    expect(await call('PATCH', `/sobjects/Contact/${id}`, { Email: null })).toMatchObject({ status: 204, json: null })
    for (const [body, code] of [
      [{}, 'REQUIRED_FIELD_MISSING'],
      [{ LastName: null }, 'REQUIRED_FIELD_MISSING'],
      [{ LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG'],
      [{ LastName: 'x', Nope__c: 1 }, 'INVALID_FIELD'],
      [{ LastName: 'x', CreatedDate: 'x' }, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
      [{ LastName: 'x', Email: 'no' }, 'INVALID_EMAIL_ADDRESS'],
      [{ LastName: 'x', Preferred_Channel__c: 'pigeon' }, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
    ] as const)
      expect(codeOf((await call('POST', '/sobjects/Contact', body)).json)).toBe(code)
    expect((await call('DELETE', `/sobjects/Contact/${id}`)).status).toBe(204)
    const gone = await call('GET', `/sobjects/Contact/${id}?fields=Id`)
    expect([gone.status, codeOf(gone.json)]).toEqual([404, 'ENTITY_IS_DELETED'])
    expect(rowsOf((await query(`SELECT Id FROM Contact WHERE Id = '${id}'`)).json)).toEqual([])
    expect(rowsOf((await query(`SELECT Id, IsDeleted FROM Contact WHERE Id = '${id}'`, true)).json)).toMatchObject([{ IsDeleted: true }])
    expect(codeOf((await call('POST', '/sobjects/Task', { WhoId: id, Subject: 'x' })).json)).toBe('ENTITY_IS_DELETED')
  })

  test('upsert: 201, then 200; 300 for several; not with the key in the body', async () => {
    const path = '/sobjects/Contact/Coccinelle_Id__c/c_1'
    expect(await call('PATCH', path, { LastName: 'A' })).toMatchObject({ status: 201, json: { created: true } })
    expect(await call('PATCH', path, { LastName: 'B' })).toMatchObject({ status: 200, json: { created: false } })
    expect((await call('PATCH', path, { LastName: 'B', Coccinelle_Id__c: 'c_1' })).status).toBe(400)
    expect((await call('PATCH', '/sobjects/Contact/Coccinelle_Id__c/none?updateOnly=true', { LastName: 'B' })).status).toBe(404)
    for (const name of ['A', 'B']) await call('POST', '/sobjects/Contact', { LastName: name, Email: 'same@example.inc' })
    expect((await call('PATCH', '/sobjects/Contact/Email/same@example.inc', { LastName: 'C' })).status).toBe(404)
    for (const name of ['A', 'B']) await call('POST', '/sobjects/Contact', { LastName: name, Email: 'same@example.shop-a' })
    const several = await call('PATCH', '/sobjects/Contact/Email/same@example.shop-a', { LastName: 'C' })
    expect([several.status, z.array(z.string()).parse(several.json).length]).toEqual([300, 2])
  })

  test('collections answer 200 whatever happens, a row each, `statusCode`; all or none rolls back', async () => {
    const records = [{ attributes: { type: 'Contact' }, LastName: 'Lee' }, { attributes: { type: 'Contact' }, LastName: '' }]
    const some = await call('POST', '/composite/sobjects', { allOrNone: false, records })
    expect(some).toMatchObject({ status: 200, json: [{ success: true }, { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }] })
    const none = await call('POST', '/composite/sobjects', { allOrNone: true, records })
    expect(none.json).toMatchObject([{ success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] }, { success: false }])
    const ids = z.array(z.object({ id: z.string().optional() })).parse(some.json).flatMap(({ id }) => id ?? [])
    expect((await call('POST', '/composite/sobjects/Contact', { ids, fields: ['LastName'] })).json).toMatchObject([{ LastName: 'Lee' }])
    expect((await call('DELETE', `/composite/sobjects?ids=${ids.join(',')}`)).json).toMatchObject([{ success: true }])
    const many = Array.from({ length: 201 }, () => records[0])
    expect((await call('POST', '/composite/sobjects', { records: many })).status).toBe(400)
  })
})

describe('queries', () => {
  test('what is no SOQL, or not allowed, is refused', async () => {
    for (const [soql, code] of [
      ['SELECT', 'MALFORMED_QUERY'],
      ["SELECT Id FROM Contact WHERE LastName = 'O'Brien'", 'MALFORMED_QUERY'],
      ["SELECT Id FROM Contact WHERE LastName = 'a\\q'", 'MALFORMED_QUERY'],
      ["SELECT Id FROM Contact WHERE LastName = '100\\%'", 'MALFORMED_QUERY'],
      ["SELECT Id FROM Contact WHERE LastName = 'a' AND Email = 'b' OR Phone = 'c'", 'MALFORMED_QUERY'],
      ['SELECT Nope FROM Contact', 'INVALID_FIELD'],
      ["SELECT Id FROM Contact WHERE Description = 'x'", 'INVALID_FIELD'],
      ["SELECT Id FROM Contact WHERE SystemModstamp = '2026-01-01T00:00:00Z'", 'INVALID_FIELD'],
      ["SELECT Id FROM Contact WHERE LastName INCLUDES ('x')", 'INVALID_FIELD'],
      ['SELECT Id FROM Nope', 'INVALID_TYPE'],
      ['SELECT Id FROM Contact LIMIT 1 OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE'],
    ] as const) {
      const answer = await query(soql)
      expect([answer.status, codeOf(answer.json)], soql).toEqual([400, code])
    }
  })

  test('conditions mean what they say', async () => {
    for (const [name, phone] of [['Zoé', '+33639980101'], ['zoe%', '+33639980102'], ['Zo_é', null]] as const)
      await call('POST', '/sobjects/Contact', { LastName: name, ...(phone === null ? {} : { Phone: phone }) })
    const found = async (where: string) => rowsOf((await query(`SELECT Id, LastName FROM Contact WHERE ${where} ORDER BY LastName`)).json).map(({ LastName }) => LastName)
    expect(await found("LastName = 'ZOÉ'")).toEqual(['Zoé'])
    expect(await found("LastName LIKE 'zo%'")).toEqual(['zo_é', 'zoe%', 'zoé'].map((text) => ({ 'zo_é': 'Zo_é', 'zoe%': 'zoe%', 'zoé': 'Zoé' })[text]))
    expect(await found("LastName LIKE '%\\%'")).toEqual(['zoe%'])
    expect(await found("LastName LIKE 'zo\\_%'")).toEqual(['Zo_é'])
    expect(await found("LastName LIKE 'zo%' AND (Phone = null OR Phone = '+33639980102')")).toEqual(['Zo_é', 'zoe%'])
    expect(await found("LastName LIKE 'zo%' AND NOT(Phone = null)")).toEqual(['zoe%', 'Zoé'])
    expect(await found("Phone IN ('+33639980101', '+33639980102') AND IsDeleted = false")).toEqual(['zoe%', 'Zoé'])
  })

  test('pages of any size follow each other', async () => {
    fake.org.pageSize = () => 2
    const seen: string[] = []
    let answer = await query("SELECT Id FROM Contact WHERE LastName LIKE 'zo%'")
    for (;;) {
      const page = z.object({ done: z.boolean(), nextRecordsUrl: z.string().optional(), records: z.array(z.looseObject({ Id: z.string() })) }).parse(answer.json)
      seen.push(...page.records.map(({ Id }) => Id))
      if (page.nextRecordsUrl === undefined) break
      answer = await call('GET', page.nextRecordsUrl.replace('/services/data/v66.0', ''))
    }
    fake.org.pageSize = () => 2_000
    expect(new Set(seen).size).toBe(3)
  })
})

describe('the rest', () => {
  test('searches find words, beginnings and the digits of numbers; both ways to ask', async () => {
    await call('POST', '/sobjects/Contact', { LastName: 'Chercheur', MobilePhone: '(415) 555-1212' })
    const search = async (sosl: string) => z.object({ searchRecords: z.array(z.unknown()) }).parse((await call('GET', `/search?q=${encodeURIComponent(sosl)}`)).json).searchRecords.length
    expect(await search('FIND {4155551212} IN PHONE FIELDS RETURNING Contact(Id, Phone) LIMIT 5')).toBe(1)
    expect(await search('FIND {*1212} IN PHONE FIELDS RETURNING Contact(Id)')).toBe(1)
    expect(await search('FIND {chercheur} IN NAME FIELDS RETURNING Contact(Id)')).toBe(1)
    expect(await search('FIND {cherch} IN NAME FIELDS RETURNING Contact(Id)')).toBe(0)
    expect(await search('FIND {cherch*} IN NAME FIELDS RETURNING Contact(Id)')).toBe(1)
    expect(codeOf((await call('GET', `/search?q=${encodeURIComponent('FIND {a+b} IN ALL FIELDS RETURNING Contact(Id)')}`)).json)).toBe('MALFORMED_SEARCH')
    const asked = await call('POST', '/parameterizedSearch', { q: '4155551212', in: 'PHONE', sobjects: [{ name: 'Contact', fields: ['Id', 'LastName'] }], overallLimit: 20 })
    expect(asked.json).toMatchObject({ searchRecords: [{ LastName: 'Chercheur' }] })
  })

  test('replication, limits, versions, tokens', async () => {
    const [start, end] = [fake.org.now() - 3_600_000, fake.org.now() + 60_000].map((at) => new Date(at).toISOString())
    expect(z.object({ ids: z.array(z.string()) }).parse((await call('GET', `/sobjects/Contact/updated/?start=${start}&end=${end}`)).json).ids.length).toBeGreaterThan(3)
    expect(z.object({ deletedRecords: z.array(z.unknown()) }).parse((await call('GET', `/sobjects/Contact/deleted/?start=${start}&end=${end}`)).json).deletedRecords.length).toBeGreaterThan(1)
    expect((await call('GET', `/sobjects/Contact/deleted/?start=${end}&end=${end}`)).status).toBe(400)
    const limits = await call('GET', '/limits')
    expect(limits.json).toMatchObject({ DailyApiRequests: { Max: 100_000 } })
    expect(limits.headers.get('sforce-limit-info')).toMatch(/^api-usage=\d+\/100000$/)
    expect(await (await fetch(`${fake.url}/services/data/`)).json()).toHaveLength(3)
    const stale = await fetch(`${fake.url}/services/data/v66.0/limits`, { headers: { authorization: 'Bearer x' } })
    expect([stale.status, codeOf(await stale.json())]).toEqual([401, 'INVALID_SESSION_ID'])
    const other = fake.addOrg()
    const [row] = fake.org.all('Contact')
    const foreign = await fetch(`${fake.url}/services/data/v66.0/sobjects/Contact/${row?.id}?fields=Id`, { headers: { authorization: `Bearer ${fake.oauth.issue(other)}` } })
    expect(foreign.status).toBe(404)
  })
})
