// Notes that are changed by several people, pinned, taken away, and that go through merges with all they ever said.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openTestShops, type TestShops } from '@/lib/test/shops'
import { addNote } from './add-note'
import { createCustomer } from './create-customer'
import { deleteCustomer } from './delete-customer'
import { editNote } from './edit-note'
import { keepNote } from './keep-note'
import { mergeCustomers, undoMerge } from './merge-customers'
import type { UseCase } from './use-case'

let shops: TestShops
let camille: UseCase
let zoe: UseCase
let id: string
let noteId: string

beforeAll(async () => void (shops = await openTestShops()))
afterAll(() => shops.close())
beforeEach(async () => {
  const shop = await shops.create()
  camille = shops.useCase(shop)
  zoe = shops.useCase(shop, { actor: { kind: 'user', id: 'user-2', name: 'Zoé' } })
  id = (await createCustomer(camille, { firstName: 'Ana' })).id
  noteId = (await addNote(camille, id, 'Aime le bleu')).id
})

const edit = (who: UseCase, content: string, version: number) => editNote(who, { id, noteId, version, content })
const history = async (customerId = id) =>
  (await camille.store.noteVersions(customerId, noteId)).map(({ version, content, by }) => [version, content, by])
const audited = async (action: string) =>
  (
    await shops.backDoor.query<{ actorName: string; changes: unknown }>(
      `select "actorName", changes from "AuditEvent" where "tenantId" = $1 and "entityId" = $2 and action = $3 order by at, changes->>'version'`,
      [camille.shop.id, noteId, action],
    )
  ).rows

describe('a change', () => {
  it('keeps what the note said, with who wrote it and when', async () => {
    const first = await camille.store.noteVersions(id, noteId)
    expect(await edit(zoe, 'Aime le vert', 1)).toMatchObject({
      status: 'saved',
      note: { content: 'Aime le vert', version: 2, createdBy: 'Camille', editedBy: 'Zoé' },
    })
    await edit(camille, 'Aime le rouge', 2)
    expect(await history()).toEqual([
      [3, 'Aime le rouge', 'Camille'],
      [2, 'Aime le vert', 'Zoé'],
      [1, 'Aime le bleu', 'Camille'],
    ])
    expect((await camille.store.noteVersions(id, noteId)).at(-1)?.at).toEqual(first[0]?.at)
    // What a note says is in no audit log; the line on the timeline tells what it says now.
    expect(await audited('note.update')).toEqual([
      { actorName: 'Zoé', changes: { customerId: id, version: 2 } },
      { actorName: 'Camille', changes: { customerId: id, version: 3 } },
    ])
    const { data } = await camille.store.activities(id, { cursor: null, limit: 10 })
    expect(data.find(({ type }) => type === 'note_added')?.description).toBe('Aime le rouge')
    expect((await camille.store.notes(id, { cursor: null, limit: 10 })).data).toMatchObject([
      { content: 'Aime le rouge', createdBy: 'Camille', version: 3 },
    ])
  })

  it('never overwrites what was not seen: the second is given what the first wrote and may keep either', async () => {
    await edit(zoe, 'Aime le vert', 1)
    const second = await edit(camille, 'Aime le rouge', 1)
    expect(second).toMatchObject({ status: 'conflict', note: { content: 'Aime le vert', version: 2, editedBy: 'Zoé' } })
    expect(await history()).toHaveLength(2)
    expect(await edit(camille, 'Aime le rouge', second.note.version)).toMatchObject({ status: 'saved' })
    // The same text twice is no conflict and no version.
    expect(await edit(zoe, 'Aime le rouge', 1)).toMatchObject({ status: 'saved', note: { version: 3 } })
    expect(await history()).toHaveLength(3)
  })

  it('at once by many: one is saved, all others see it', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, at) => edit(at % 2 === 0 ? zoe : camille, `Texte ${at}`, 1)))
    expect(outcomes.filter(({ status }) => status === 'saved')).toHaveLength(1)
    const saved = outcomes.find(({ status }) => status === 'saved')?.note.content
    for (const { note } of outcomes) expect(note.content).toBe(saved)
    expect(await history()).toHaveLength(2)
  })

  it.each(['', '   ', 'x'.repeat(20_001)])('refuses a text that is none or too much', async (content) => {
    await expect(edit(camille, content, 1)).rejects.toMatchObject({ code: 'invalid' })
    expect(await history()).toHaveLength(1)
  })

  it('fails as a whole: without its audit line nothing is changed', async () => {
    await shops.backDoor.query(
      `create function refuse_audit() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$`,
    )
    await shops.backDoor.query(
      `create trigger refuse before insert on "AuditEvent" for each row when (new.action like 'note.%') execute function refuse_audit()`,
    )
    try {
      await expect(edit(zoe, 'Aime le vert', 1)).rejects.toThrow()
      await expect(keepNote(zoe, { id, noteId, change: 'remove' })).rejects.toThrow()
    } finally {
      await shops.backDoor.query('drop trigger refuse on "AuditEvent"')
      await shops.backDoor.query('drop function refuse_audit()')
    }
    expect(await history()).toEqual([[1, 'Aime le bleu', 'Camille']])
  })
})

describe('a pin', () => {
  it('puts the note on top, the latest first, and does not stand in the way of an edit', async () => {
    const other = await addNote(camille, id, 'Allergique')
    await keepNote(zoe, { id, noteId, change: 'pin' })
    await keepNote(zoe, { id, noteId: other.id, change: 'pin' })
    const pinned = async () => (await camille.store.facts(id, { notes: 1, orders: 1 })).pinned.map(({ content }) => content)
    expect(await pinned()).toEqual(['Allergique', 'Aime le bleu'])
    expect(await edit(camille, 'Aime le vert', 1)).toMatchObject({ status: 'saved', note: { isPinned: true } })
    await keepNote(zoe, { id, noteId: other.id, change: 'unpin' })
    await keepNote(zoe, { id, noteId: other.id, change: 'unpin' })
    expect(await pinned()).toEqual(['Aime le vert'])
    expect(await audited('note.pin')).toHaveLength(1)
    await keepNote(zoe, { id, noteId, change: 'remove' })
    expect(await pinned()).toEqual([])
  })
})

describe('a removal', () => {
  it('takes the text from everywhere, and gives all of it back', async () => {
    await edit(zoe, 'Aime le vert', 1)
    expect(await keepNote(zoe, { id, noteId, change: 'remove' })).toMatchObject({
      isRemoved: true,
      removedBy: 'Zoé',
      content: '',
    })
    expect(await history()).toEqual([])
    expect((await camille.store.notes(id, { cursor: null, limit: 10 })).data).toEqual([])
    const lines = await camille.store.activities(id, { cursor: null, limit: 10 })
    expect(JSON.stringify(lines)).not.toContain('Aime')
    await expect(edit(camille, 'Autre', 2)).rejects.toMatchObject({ reason: 'note_not_found' })
    await expect(keepNote(camille, { id, noteId, change: 'pin' })).rejects.toMatchObject({ reason: 'note_not_found' })
    expect(await keepNote(camille, { id, noteId, change: 'restore' })).toMatchObject({ content: 'Aime le vert', removedBy: null })
    expect(await history()).toHaveLength(2)
    expect((await audited('note.remove')).length + (await audited('note.restore')).length).toBe(2)
  })
})

describe('a merge', () => {
  it('takes notes with their history and pins along, and its undo gives them back', async () => {
    await edit(zoe, 'Aime le vert', 1)
    await keepNote(zoe, { id, noteId, change: 'pin' })
    const kept = await createCustomer(camille, { firstName: 'Anna' })
    const before = await history()
    const { mergeId } = await mergeCustomers(camille, kept.id, id)
    expect(await history(kept.id)).toEqual(before)
    expect((await camille.store.facts(kept.id, { notes: 1, orders: 1 })).pinned).toHaveLength(1)
    expect(await history()).toEqual([])
    // Changed while it is the kept one's: it goes home with that as well.
    await editNote(zoe, { id: kept.id, noteId, version: 2, content: 'Aime le jaune' })
    await undoMerge(camille, mergeId)
    expect(await history()).toEqual([[3, 'Aime le jaune', 'Zoé'], ...before])
    expect(await history(kept.id)).toEqual([])
    const lines = await camille.store.activities(id, { cursor: null, limit: 10 })
    expect(lines.data.find(({ type }) => type === 'note_added')?.description).toBe('Aime le jaune')
  })
})

describe('nobody else’s', () => {
  it('another shop’s note, another customer’s and an unknown one are the same nothing', async () => {
    const stranger = shops.useCase(await shops.create())
    const theirs = (await createCustomer(stranger, { firstName: 'Autre' })).id
    const neighbour = (await createCustomer(camille, { firstName: 'Voisine' })).id
    const missing = '01999999-9999-7999-8999-999999999999'
    for (const [who, customerId, note, reason] of [
      [stranger, id, noteId, 'customer_not_found'],
      [stranger, theirs, noteId, 'note_not_found'],
      [camille, neighbour, noteId, 'note_not_found'],
      [camille, id, missing, 'note_not_found'],
    ] as const) {
      const edited = editNote(who, { id: customerId, noteId: note, version: 1, content: 'Prise' })
      await expect(edited).rejects.toMatchObject({ code: 'not_found', reason })
      const removed = keepNote(who, { id: customerId, noteId: note, change: 'remove' })
      await expect(removed).rejects.toMatchObject({ code: 'not_found', reason })
      expect(await who.store.noteVersions(customerId, note)).toEqual([])
    }
    expect(await history()).toEqual([[1, 'Aime le bleu', 'Camille']])
  })

  it('an archived customer’s notes stay as they are; the app cannot rewrite history', async () => {
    await edit(zoe, 'Aime le vert', 1)
    await deleteCustomer(camille, id)
    await expect(edit(zoe, 'Aime le rouge', 2)).rejects.toMatchObject({ reason: 'customer_not_found' })
    const { rows } = await shops.backDoor.query(
      `select privilege_type from information_schema.role_table_grants where grantee = 'coccinelle_app' and table_name = 'CustomerNoteVersion' order by 1`,
    )
    expect(rows).toEqual([{ privilege_type: 'INSERT' }, { privilege_type: 'SELECT' }])
  })
})
