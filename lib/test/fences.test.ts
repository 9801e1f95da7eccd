// The fences catch what they are for: one planted violation per rule, and nothing in clean code.
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '../..')

/** Rule → the file that breaks it, and what it says. The alias is used where it can be: a fence must not miss it. */
const planted: Record<string, Record<string, string>> = {
  'floor-imports-nothing': { 'lib/shared/planted-floor.ts': `import { a } from '@/lib/customers/target'\nexport const b = a\n` },
  'domain-imports-downward': { 'lib/customers/planted-domain.ts': `import { a } from '@/lib/db/target'\nexport const b = a\n` },
  'domain-packages': { 'lib/messages/planted-package.ts': `import { Pool } from 'pg'\nexport const b = Pool\n` },
  'adapters-import-downward': {
    'lib/channels/planted-adapter.ts': `import { a } from '@/lib/server/target'\nexport const b = a\n`,
  },
  'composition-imports-downward': {
    'lib/auth/planted-composition.ts': `import { a } from '@/components/target'\nexport const b = a\n`,
  },
  'delivery-without-database': { 'app/planted-page.ts': `import { a } from '@/lib/db/target'\nexport const b = a\n` },
  'components-import-no-pages': { 'components/planted-component.ts': `import { a } from '@/app/target'\nexport const b = a\n` },
  'only-native-touches-the-database': { 'lib/crm/planted-crm.ts': `import { a } from '@/lib/db/target'\nexport const b = a\n` },
  'vendors-by-registry-only': {
    'lib/crm/planted-by-name.ts': `import { a } from '@/lib/crm/vendors/one/target'\nexport const b = a\n`,
  },
  'vendors-apart': {
    'lib/crm/vendors/two/planted-vendor.ts': `import { a } from '@/lib/crm/vendors/one/target'\nexport const b = a\n`,
  },
  'driver-in-db-only': { 'lib/server/planted-driver.ts': `import { Pool } from 'pg'\nexport const b = Pool\n` },
  'tests-stay-out': { 'lib/server/planted-test-tool.ts': `import { a } from '@/lib/test/target'\nexport const b = a\n` },
  'no-cycles': {
    'lib/sync/planted-one.ts': `import { two } from '@/lib/sync/planted-two'\nexport const one = () => two()\n`,
    'lib/sync/planted-two.ts': `import { one } from '@/lib/sync/planted-one'\nexport const two = (): unknown => one()\n`,
  },
  'no-undeclared-packages': {
    'lib/server/planted-undeclared.ts': `import ms from 'a-package-nobody-declared'\nexport const b = ms\n`,
  },
}

const targets = ['lib/customers', 'lib/db', 'lib/server', 'lib/test', 'lib/crm/vendors/one', 'app', 'components']

const cruiserConfig = z.object({ default: z.object({ forbidden: z.array(z.object({ name: z.string() })) }) })

const cruiseOutput = z.object({
  summary: z.object({ violations: z.array(z.object({ from: z.string(), rule: z.object({ name: z.string() }) })) }),
})

describe('import fences', () => {
  let folder: string
  let violations: { file: string; rule: string }[] = []

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'fences-'))
    for (const dir of targets) {
      await mkdir(path.join(folder, dir), { recursive: true })
      await writeFile(path.join(folder, dir, 'target.ts'), 'export const a = 1\n')
    }
    for (const files of Object.values(planted))
      for (const [file, text] of Object.entries(files)) {
        await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
        await writeFile(path.join(folder, file), text)
      }
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
    for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
      await symlink(path.join(root, file), path.join(folder, file))
    const cruise = await promisify(execFile)(
      process.execPath,
      [
        path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.mjs',
        '--output-type',
        'json',
        '--no-cache',
        'app',
        'components',
        'lib',
      ],
      { cwd: folder, maxBuffer: 64 * 1024 * 1024 },
    ).catch((error: unknown) => z.object({ stdout: z.string() }).parse(error))
    violations = cruiseOutput
      .parse(JSON.parse(cruise.stdout))
      .summary.violations.map((one) => ({ file: one.from, rule: one.rule.name }))
  }, 60_000)

  afterAll(async () => rm(folder, { recursive: true, force: true }))

  it('has a planted violation for every rule', async () => {
    const config = cruiserConfig.parse(await import(path.join(root, '.dependency-cruiser.mjs')))
    expect(Object.keys(planted).sort()).toEqual(config.default.forbidden.map((rule) => rule.name).sort())
  })

  it.each(Object.entries(planted))('%s is caught', (rule, files) => {
    // A cycle is told once, for one of its files.
    expect(violations.filter((one) => one.rule === rule).map((one) => one.file)).toContain(Object.keys(files)[0])
  })

  it('leaves the clean files alone', () => {
    expect(violations.filter(({ file }) => file.endsWith('/target.ts'))).toEqual([])
  })
})

const words: { rule: string; file: string; text: string }[] = [
  { rule: 'no-restricted-properties', file: 'lib/shared/clock.ts', text: 'export const a = process.env.HOME\n' },
  {
    rule: 'no-restricted-globals',
    file: 'lib/customers/create-customer.ts',
    text: `export const a = () => fetch('http://localhost')\n`,
  },
  { rule: 'no-restricted-syntax', file: 'lib/customers/create-customer.ts', text: `export const a = 'HubSpot'\n` },
  {
    rule: '@typescript-eslint/no-floating-promises',
    file: 'lib/customers/create-customer.ts',
    text: 'const later = async (): Promise<number> => 1\nexport const a = () => {\n  later()\n}\n',
  },
  {
    rule: '@typescript-eslint/no-explicit-any',
    file: 'lib/customers/create-customer.ts',
    text: 'export const a = (b: any): unknown => b\n',
  },
  {
    rule: '@typescript-eslint/no-non-null-assertion',
    file: 'lib/customers/create-customer.ts',
    text: 'export const a = (b: string | null): string => b!\n',
  },
  { rule: 'no-console', file: 'lib/customers/create-customer.ts', text: `console.log('x')\n` },
  {
    rule: 'react-hooks/rules-of-hooks',
    file: 'components/ui/button.tsx',
    text: `import { useState } from 'react'\nexport function Planted({ on }: { on: boolean }) {\n  if (on) useState(1)\n  return null\n}\n`,
  },
]

describe('word fences', () => {
  const lint = new ESLint({ cwd: root, cache: false })

  it.each(words)('$rule is caught in $file', { timeout: 60_000 }, async ({ rule, file, text }) => {
    const [result] = await lint.lintText(text, { filePath: path.join(root, file) })
    expect(result?.messages.map((message) => message.ruleId)).toContain(rule)
  })

  it('allows the environment where it is read', { timeout: 60_000 }, async () => {
    const [result] = await lint.lintText('export const a = process.env\n', { filePath: path.join(root, 'lib/shared/env.ts') })
    expect(result?.messages.map((message) => message.ruleId)).not.toContain('no-restricted-properties')
  })
})
