// What PHP prints before an answer.
import { describe, expect, test } from 'vitest'
import { bodyJson } from './body-json'

const warning =
  '<br />\n<b>Warning</b>:  Undefined array key &quot;x&quot; in <b>/var/www/{plugin}/a.php</b> on line <b>[3]</b><br />\n'

describe('the JSON of a body', () => {
  test.each([
    ['{"id":1}', '{"id":1}'],
    [`${warning}{"id":1}`, '{"id":1}'],
    [`${warning}${warning}[{"id":1}]`, '[{"id":1}]'],
    ['PHP Notice:  Trying to get property in /a.php on line 1\n{"id":"a{b"}', '{"id":"a{b"}'],
    ['\uFEFF{"id":1}', '{"id":1}'],
    ['\n \n[]', '[]'],
  ])('is the whole rest after warnings: %j', (body, json) => expect(bodyJson(body)).toBe(json))

  test.each([
    '<html><script>var a = {"id":1}</script></html>',
    `${warning}{"id":1`,
    `${warning}{"id":1} and more`,
    `${warning}<p>Une erreur critique est survenue.</p>`,
    '',
    'null',
    '<!doctype html>{"id":1}',
  ])('is left alone where there is none: %j', (body) => expect(bodyJson(body)).toBe(body))

  test('a long page full of brackets is given up in time', () => {
    const body = `<br />${'{['.repeat(20_000)}`
    const start = performance.now()
    expect(bodyJson(body)).toBe(body)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
