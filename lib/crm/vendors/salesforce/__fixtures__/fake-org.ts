// One org of the fake: its fields, rows, rules and clock. Refuses what Salesforce refuses, with its words.
import { type FakeField, type FakeObject, coccinelleContactFields, coccinelleTaskFields, standardContactFields, standardTaskFields } from './fake-fields'
import { longId, numberedId } from './fake-ids'
import { checkedValue, type FakeValue, Refusal } from './fake-values'

export interface FakeRow {
  id: string
  object: FakeObject
  values: Record<string, FakeValue>
  createdAt: number
  stamp: number
  deletedAt: number | null
  /** Out of the recycle bin: only the replication endpoint still knows. */
  purged: boolean
  /** What the search index had, and from when on. */
  indexed: { at: number; values: Record<string, FakeValue> }[]
}

export interface DuplicateRule {
  kind: 'alert' | 'block'
  key: 'duplicateResut' | 'duplicateResult'
  matches(given: Readonly<Record<string, FakeValue>>, row: FakeRow): boolean
}

const prefixes: Record<FakeObject, string> = { Contact: '003', Task: '00T', TaskStatus: '01J' }

export class FakeOrg {
  readonly id: string
  readonly userId = numberedId('005', 900_001)
  readonly name: string
  readonly fields: Record<FakeObject, Map<string, FakeField>>
  readonly rows = new Map<string, FakeRow>()
  readonly usage = { used: 12, of: 100_000 }
  readonly versions = ['64.0', '65.0', '66.0']
  duplicateRule: DuplicateRule | null = null
  /** Milliseconds of real time until the index has a change. */
  searchLag = 0
  /** Rows on the next page of a query. */
  pageSize: () => number = () => 2_000
  /** Its own clock, in whole seconds and not quite ours; each write takes one. Live: it also runs. */
  #clock: number
  readonly #isLive: boolean
  #sequence: number

  constructor(number: number, { isLive = false, skew = -180_000 }: { isLive?: boolean; skew?: number } = {}) {
    this.id = numberedId('00D', 7_700_000 + number)
    this.name = `Boutique ${number}`
    const named = (list: FakeField[]) => new Map(list.map((field) => [field.name, field]))
    this.fields = {
      Contact: named([...standardContactFields(), ...coccinelleContactFields()]),
      Task: named([...standardTaskFields(), ...coccinelleTaskFields()]),
      TaskStatus: named([
        ...standardTaskFields().filter(({ name }) => ['Id', 'CreatedDate', 'SystemModstamp', 'IsDeleted'].includes(name)),
        ...standardTaskFields().flatMap((field): FakeField[] =>
          field.name === 'Subject' ? [{ ...field, name: 'ApiName' }] : field.name === 'IsDeleted' ? [{ ...field, name: 'IsClosed' }] : [],
        ),
      ]),
    }
    this.#isLive = isLive
    // Ids are unique among all orgs.
    this.#sequence = 41_000_000 + 10_000_000 * number
    this.#clock = Math.floor((Date.now() + skew) / 1000) * 1000
  }

  now(): number {
    return this.#isLive ? Math.max(this.#clock, Math.floor(Date.now() / 1000) * 1000) : this.#clock
  }

  #tick(): number {
    this.#clock = this.#isLive ? Math.max(this.now(), this.#clock + 1000) : this.#clock + 1000
    return this.#clock
  }

  /** Moves the clock, as time does. Milliseconds. */
  wait(milliseconds: number): void {
    this.#clock += milliseconds
  }

  live(object: FakeObject, id: string): FakeRow | null {
    const row = this.rows.get(id.length === 15 ? longId(id) : id)
    return row === undefined || row.object !== object || row.deletedAt !== null ? null : row
  }

  all(object: FakeObject): FakeRow[] {
    return [...this.rows.values()].filter((row) => row.object === object)
  }

  need(object: FakeObject, id: string): FakeRow {
    const row = this.rows.get(id.length === 15 ? longId(id) : id)
    if (row === undefined || row.object !== object || row.purged)
      throw new Refusal(404, 'NOT_FOUND', 'Provided external ID field does not exist or is not accessible: ' + id)
    if (row.deletedAt !== null) throw new Refusal(404, 'ENTITY_IS_DELETED', 'entity is deleted')
    return row
  }

  field(object: FakeObject, name: string): FakeField | undefined {
    return this.fields[object].get(name)
  }

  value(row: FakeRow, name: string): FakeValue {
    const wire = (at: number) => new Date(at).toISOString().replace('Z', '+0000')
    switch (name) {
      case 'Id':
        return row.id
      case 'IsDeleted':
        return row.deletedAt !== null
      case 'CreatedDate':
        return wire(row.createdAt)
      case 'LastModifiedDate':
      case 'SystemModstamp':
        return wire(row.stamp)
      case 'Name':
        return [row.values.FirstName, row.values.LastName].filter((part) => part != null).join(' ')
      default: {
        const known = row.values[name]
        return known === undefined ? (this.field(row.object, name)?.type === 'boolean' ? false : null) : known
      }
    }
  }

  create(object: FakeObject, given: Record<string, unknown>, insist = false): FakeRow {
    const values = this.#checked(object, given, 'createable')
    if (object === 'Contact' && values.LastName == null)
      throw new Refusal(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName'])
    this.#references(values)
    this.#refuseTaken(object, values, null)
    if (object === 'Contact') this.#refuseDuplicates(values, insist)
    const at = this.#tick()
    // Rows of one transaction share their stamp; ids are in order.
    const row: FakeRow = { id: numberedId(prefixes[object], (this.#sequence += 1)), object, values, createdAt: at, stamp: at, deletedAt: null, purged: false, indexed: [] }
    this.rows.set(row.id, row)
    this.#index(row)
    return row
  }

  update(row: FakeRow, given: Record<string, unknown>, insist = false): void {
    const values = this.#checked(row.object, given, 'updateable')
    if (row.object === 'Contact' && values.LastName === null)
      throw new Refusal(400, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName'])
    this.#references(values)
    this.#refuseTaken(row.object, values, row.id)
    if (row.object === 'Contact' && ['FirstName', 'LastName', 'Email', 'Phone'].some((name) => name in values))
      this.#refuseDuplicates({ ...row.values, ...values }, insist, row.id)
    Object.assign(row.values, values)
    row.stamp = this.#tick()
    this.#index(row)
  }

  /** Soft; a contact's tasks go with it. */
  remove(row: FakeRow): void {
    row.deletedAt = row.stamp = this.#tick()
    if (row.object === 'Contact')
      for (const task of this.all('Task')) if (task.values.WhoId === row.id && task.deletedAt === null) task.deletedAt = task.stamp = row.stamp
    this.#index(row)
  }

  /** A merge in Salesforce itself. */
  merge(winner: FakeRow, loser: FakeRow): void {
    for (const task of this.all('Task')) if (task.values.WhoId === loser.id) task.values.WhoId = winner.id
    this.remove(loser)
    loser.values.MasterRecordId = winner.id
    winner.stamp = this.#tick()
  }

  #index(row: FakeRow): void {
    row.indexed.push({ at: performance.now() + this.searchLag, values: { ...row.values } })
    if (row.indexed.length > 4) row.indexed.splice(0, row.indexed.length - 4)
  }

  #checked(object: FakeObject, given: Record<string, unknown>, how: 'createable' | 'updateable'): Record<string, FakeValue> {
    const values: Record<string, FakeValue> = {}
    for (const [name, value] of Object.entries(given)) {
      const field = this.field(object, name)
      if (field === undefined) throw new Refusal(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object}`)
      if (!field[how])
        throw new Refusal(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', `Unable to create/update fields: ${name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`, [name])
      values[name] = checkedValue(field, value)
    }
    return values
  }

  #references(values: Record<string, FakeValue>): void {
    if (typeof values.WhoId !== 'string') return
    const row = this.rows.get(values.WhoId)
    if (row === undefined || row.object !== 'Contact') throw new Refusal(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', ['WhoId'])
    if (row.deletedAt !== null) throw new Refusal(400, 'ENTITY_IS_DELETED', 'entity is deleted', ['WhoId'])
  }

  #refuseTaken(object: FakeObject, values: Record<string, FakeValue>, id: string | null): void {
    for (const field of this.fields[object].values()) {
      const wanted = values[field.name]
      if (!field.unique || typeof wanted !== 'string') continue
      const fold = (text: string) => (field.caseSensitive ? text : text.toLowerCase())
      const owner = this.all(object).find((row) => {
        const has = row.values[field.name]
        return row.id !== id && row.deletedAt === null && typeof has === 'string' && fold(has) === fold(wanted)
      })
      if (owner !== undefined)
        throw new Refusal(400, 'DUPLICATE_VALUE', `duplicate value found: ${field.name} duplicates value on record with id: ${owner.id}`)
    }
  }

  /** https://developer.salesforce.com/docs/platform/api-rest/guide/headers-duplicaterules.html */
  #refuseDuplicates(values: Record<string, FakeValue>, insist: boolean, id: string | null = null): void {
    const rule = this.duplicateRule
    if (rule === null || (insist && rule.kind === 'alert')) return
    const matches = this.all('Contact').filter((row) => row.deletedAt === null && row.id !== id && rule.matches(values, row))
    if (matches.length === 0) return
    throw new Refusal(400, 'DUPLICATES_DETECTED', 'Use one of these records?', [], {
      [rule.key]: {
        allowSave: rule.kind === 'alert',
        duplicateRule: 'Contacts_DR',
        duplicateRuleEntityType: 'Contact',
        errorMessage: 'Use one of these records?',
        matchResults: [
          {
            entityType: 'Contact',
            errors: [],
            matchEngine: 'ExactMatchEngine',
            matchRecords: matches.map((row) => ({
              additionalInformation: [],
              fieldDiffs: [],
              matchConfidence: 100,
              record: { attributes: { type: 'Contact', url: `/services/data/v66.0/sobjects/Contact/${row.id}` }, Id: row.id },
            })),
            rule: 'Contact_MR',
            size: matches.length,
            success: true,
          },
        ],
      },
    })
  }
}
