// A case in a world of its own, closed afterwards whatever happens.
import { expect, test } from 'vitest'
import { CrmError, type ErrorCode } from '@/lib/shared/errors'
import type { ContractWorld } from './world'

export type MakeWorld<W extends ContractWorld = ContractWorld> = () => Promise<W>

export function inWorld<W extends ContractWorld>(make: MakeWorld<W>, title: string, work: (world: W) => Promise<void>): void {
  test(title, async () => {
    const world = await make()
    try {
      await work(world)
    } finally {
      await world.close()
    }
  })
}

/** The CrmError that `work` must end with. */
export async function failure(code: ErrorCode, work: Promise<unknown>): Promise<CrmError> {
  const outcome = await work.then(
    (value) => ({ value }),
    (error: unknown) => error,
  )
  if (!(outcome instanceof CrmError))
    throw new Error(`expected CrmError ${code}, got ${outcome instanceof Error ? outcome.stack : JSON.stringify(outcome)}`)
  expect(outcome.code).toBe(code)
  return outcome
}

let issued = 0
/** A number of the fictional range that no other case has. */
export const newPhone = (): string => {
  issued += 1
  return `+336399${String(80000 + (issued % 10_000)).padStart(5, '0')}`
}
export const newEmail = (): string => `client-${(issued += 1)}@example.org`

export const unknownId = '01890000-0000-7000-8000-00000000dead'
