// What this process remembers of an org between calls: its API version, its fields, and who is being worked on.
import { Turns } from '../../turns'
import type { ObjectName } from './client'
import type { DescribedField } from './schema'

/** Milliseconds. */
const versionAge = 24 * 60 * 60_000
const fieldsAge = 60 * 60_000

interface Kept<T> {
  at: number
  value: Promise<T>
}

export class OrgMemory {
  #version: Kept<string> | undefined
  readonly #fields = new Map<ObjectName, Kept<DescribedField[]>>()
  readonly turns = new Turns()

  version(load: () => Promise<string>): Promise<string> {
    if (this.#version !== undefined && Date.now() - this.#version.at < versionAge) return this.#version.value
    const kept = { at: Date.now(), value: load() }
    this.#version = kept
    kept.value.catch(() => {
      if (this.#version === kept) this.#version = undefined
    })
    return kept.value
  }

  fields(object: ObjectName, load: () => Promise<DescribedField[]>): Promise<DescribedField[]> {
    const known = this.#fields.get(object)
    if (known !== undefined && Date.now() - known.at < fieldsAge) return known.value
    const kept = { at: Date.now(), value: load() }
    this.#fields.set(object, kept)
    kept.value.catch(() => {
      if (this.#fields.get(object) === kept) this.#fields.delete(object)
    })
    return kept.value
  }

  forgetFields(): void {
    this.#fields.clear()
  }
}

/** By account; the ones used longest ago are forgotten. */
const memories = new Map<string, OrgMemory>()
const most = 1_000

export function orgMemory(account: string): OrgMemory {
  const memory = memories.get(account) ?? new OrgMemory()
  memories.delete(account)
  memories.set(account, memory)
  const [oldest] = memories.keys()
  if (memories.size > most && oldest !== undefined) memories.delete(oldest)
  return memory
}
