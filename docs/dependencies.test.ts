// docs/dependencies.md explains every dependency, and none that is gone.
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
const lines = read('docs/dependencies.md').split('\n')
const manifest: Record<'dependencies' | 'devDependencies', Record<string, string>> = JSON.parse(read('package.json'))

/** Package names in the table under a heading. */
const listed = (heading: string): string[] => {
  const from = lines.indexOf(heading)
  const after = lines.findIndex((line, at) => at > from && line.startsWith('## '))
  return lines.slice(from, after === -1 ? undefined : after).flatMap((line) => /^\| `([^`]+)` \|/.exec(line)?.[1] ?? [])
}

it.each([
  ['## At run time', 'dependencies'],
  ['## For development and tests', 'devDependencies'],
] as const)('%s lists exactly the %s of package.json, in order', (heading, kind) => {
  expect(listed(heading)).toEqual(Object.keys(manifest[kind]).sort())
})

it('says of each what it is for and why this one', () => {
  const rows = lines.filter((line) => line.startsWith('| `')).map((line) => line.split('|').map((cell) => cell.trim()))
  for (const [, name, purpose, reason] of rows) {
    expect(purpose, name).not.toBe('')
    expect(reason, name).not.toBe('')
  }
})
