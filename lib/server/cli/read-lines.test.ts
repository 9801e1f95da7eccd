// Values given on standard input, a line each.
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readLines } from './read-lines'

describe('lines of the input', () => {
  it.each([
    [1, 'one\ntwo\n', ['one']],
    [2, 'one\r\ntwo', ['one', 'two']],
    [3, 'one\n\n', ['one', '']],
    [2, '', []],
  ])('takes %d of %j', async (count, text, lines) => {
    expect(await readLines(count, Readable.from([Buffer.from(text)]))).toEqual(lines)
  })

  it('does not touch the input when none is asked for', async () => {
    const input = Readable.from([Buffer.from('kept\n')])
    expect(await readLines(0, input)).toEqual([])
    expect(
      String(
        await input
          .iterator()
          .next()
          .then(({ value }) => value),
      ),
    ).toBe('kept\n')
  })
})
