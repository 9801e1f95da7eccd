// A channel that is not registered, or does not run the contract, fails here.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { channelType, channelTypes } from '../registry'

const here = new URL('..', import.meta.url)
/** Folders that are no channel. */
const shared = ['contract', 'twilio']
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
  .map(({ name }) => name)

describe('channels', () => {
  it('are registered, each once, under the name of their folder', () => {
    expect(channelTypes.map(({ id }) => id).sort()).toEqual([...folders].sort())
    expect(channelType('no-such-channel')).toBeNull()
  })

  it.each(folders)('%s runs the contract and has fixtures', (folder) => {
    const test = readFileSync(new URL(`${folder}/${folder}.contract.test.ts`, here), 'utf8')
    expect(test).toContain(`runChannelContract('${folder}'`)
    expect(readdirSync(new URL(`${folder}/__fixtures__`, here)).length).toBeGreaterThan(0)
  })
})
