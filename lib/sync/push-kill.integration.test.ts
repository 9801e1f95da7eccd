// kill -9 of the pushing processes at random moments, two at a time, while the shop goes on working and the other system
// drops answers: at the end it holds everything, once.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { updatePreferences } from '@/lib/consent/update-preferences'
import { addNote } from '@/lib/customers/add-note'
import { createCustomer } from '@/lib/customers/create-customer'
import { logInteraction } from '@/lib/customers/log-interaction'
import { addTags } from '@/lib/customers/tag-customer'
import { updateCustomer } from '@/lib/customers/update-customer'
import { outboxCounts } from '@/lib/db/outbox-queue'
import { type LinkedShop, openLinkedShop } from '@/lib/test/linked-shop'
import { serveSystem } from '@/lib/test/remote-system'
import { openTestShops, type TestShops } from '@/lib/test/shops'

const kills = 32
const atOnce = 2
const root = path.resolve(import.meta.dirname, '../..')
const children = new Set<ChildProcess>()
let shops: TestShops
let world: LinkedShop
let remote: { url: string; close(): Promise<void> }
let dropped = 0
let calls = 0

beforeAll(async () => {
  shops = await openTestShops()
  world = await openLinkedShop(shops)
  remote = await serveSystem(world.remote, async () => {
    calls++
    await pause(Math.random() * 15)
    if (Math.random() > 0.06) return false
    dropped++
    return true
  })
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await remote.close()
  await shops.close()
})

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** A process that is ready and waits for its word. */
async function standBy(): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    ['--conditions=react-server', '--import', 'tsx', 'lib/test/push-process.ts', world.shop.id, world.connectionId, remote.url],
    { cwd: root, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  )
  children.add(child)
  await once(child, 'message')
  return child
}

it(`loses and doubles nothing in ${kills} kills`, { timeout: 150_000 }, async () => {
  const ready = Array.from({ length: 3 }, standBy)
  const running: ChildProcess[] = []
  const next = async () => {
    const child = await ready.shift()
    ready.push(standBy())
    child?.send('go')
    if (child !== undefined) running.push(child)
  }
  const people: { id: string; notes: number; calls: number }[] = []
  let number = 0
  /** One more thing that happens in the shop. */
  const work = async () => {
    number++
    const person = people[Math.floor(Math.random() * people.length)]
    if (person === undefined || number % 6 === 1) {
      const identity = number % 12 === 1 ? { lastName: `Sans contact ${number}` } : { phone: `+3363998${1000 + number}` }
      const { id } = await createCustomer(world.useCase, { firstName: `P${number}`, ...identity })
      people.push({ id, notes: 0, calls: 0 })
    } else if (number % 6 === 2) {
      await addNote(world.useCase, person.id, `note ${number}`)
      person.notes++
    } else if (number % 6 === 3) {
      await logInteraction(world.useCase, person.id, { type: 'call', channel: 'phone', metadata: { message: `appel ${number}` } })
      person.calls++
    } else if (number % 6 === 4) await addTags(world.useCase, person.id, [`tag ${number % 30}`])
    else if (number % 6 === 5)
      await updatePreferences(world.useCase, person.id, { optIn: { sms: number % 4 === 1 }, source: 'shop-form' })
    else await updateCustomer(world.useCase, person.id, { lastName: `Nom ${number}` })
  }

  for (let place = 1; place <= atOnce; place++) await next()
  for (let kill = 1; kill <= kills; kill++) {
    for (let thing = 1; thing <= 6; thing++) await work()
    // What was backed off from a dropped answer is due again: the test has no time to wait.
    await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "doneAt" is null and "nextAttemptAt" > now()`)
    await pause(Math.random() * 250)
    const child = running.splice(Math.floor(Math.random() * running.length), 1)[0]!
    child.kill('SIGKILL')
    children.delete(child)
    await next()
  }
  for (const end = Date.now() + 60_000; (await outboxCounts(world.shop.id, world.connectionId)).waiting > 0; await pause(50)) {
    if (Date.now() > end) throw new Error(JSON.stringify(await world.outbox()))
    await shops.backDoor.query(`update "Outbox" set "nextAttemptAt" = now() where "doneAt" is null and "nextAttemptAt" > now()`)
  }

  expect(await outboxCounts(world.shop.id, world.connectionId)).toEqual({ waiting: 0, dead: 0 })
  expect(dropped).toBeGreaterThan(0)
  expect(calls).toBeGreaterThan(number)
  const there = (await world.remote.listCustomers(null, 100)).data
  expect(there).toHaveLength(people.length)
  for (const person of people) {
    const here = await world.useCase.store.get(person.id)
    const externalId = here?.links[0]?.externalId ?? ''
    expect(here?.links).toHaveLength(1)
    const copy = there.find(({ id }) => id === externalId)
    expect(copy).toMatchObject({ firstName: here?.firstName, lastName: here?.lastName, phone: here?.phone })
    expect(copy?.tags.sort()).toEqual(here?.tags.sort())
    expect(await world.remote.getNotes(externalId)).toHaveLength(person.notes)
    const lines = await world.remote.getActivities(externalId, 200)
    expect(lines.filter(({ type }) => type === 'call')).toHaveLength(person.calls)
  }
})
