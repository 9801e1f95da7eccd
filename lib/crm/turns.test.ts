import { expect, test } from 'vitest'
import { Turns } from './turns'

test('work on one key goes one after the other, whatever came before it; other keys do not wait', async () => {
  const turns = new Turns()
  const said: string[] = []
  const work =
    (name: string, fails = false) =>
    async () => {
      said.push(`${name} begins`)
      await new Promise((resolve) => setTimeout(resolve, 1))
      said.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    }
  const all = await Promise.allSettled([
    turns.take('a', work('first', true)),
    turns.take('a', work('second')),
    turns.take('b', work('other')),
  ])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
  expect(said.indexOf('second begins')).toBeGreaterThan(said.indexOf('first ends'))
  expect(said.indexOf('other begins')).toBeLessThan(said.indexOf('first ends'))
})
