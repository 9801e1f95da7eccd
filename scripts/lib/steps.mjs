// The steps of `npm run check` and `npm test`: what is run, in which order, and how results are counted.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { moduleFile, runNode } from './processes.mjs'

const CACHE = 'node_modules/.cache'

async function types() {
  // Route types first: pages use the helpers that next derives from the folders.
  const routes = await runNode([moduleFile('next/dist/bin/next'), 'typegen'])
  if (routes.code !== 0) return routes
  return runNode([
    moduleFile('typescript/bin/tsc'),
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    `${CACHE}/check.tsbuildinfo`,
  ])
}

/** The steps of `npm run check`, the longest first; those without a test report count as one each. */
export const CHECK_STEPS = [
  {
    name: 'lint',
    run: () =>
      runNode([moduleFile('eslint/bin/eslint.js'), '.', '--max-warnings=0', '--cache', '--cache-location', `${CACHE}/eslint/`]),
  },
  { name: 'unit', run: () => runVitest('unit') },
  { name: 'types', run: types },
  {
    name: 'fences',
    run: () => runNode([moduleFile('dependency-cruiser/bin/dependency-cruise.mjs'), 'app', 'components', 'lib', 'proxy.ts']),
  },
  {
    name: 'format',
    run: () =>
      runNode([
        moduleFile('prettier/bin/prettier.cjs'),
        '--check',
        '--log-level',
        'warn',
        '--cache',
        '--cache-location',
        `${CACHE}/prettier`,
        '.',
      ]),
  },
  { name: 'dead code', run: () => runNode([moduleFile('knip/bin/knip.js'), '--no-progress']) },
]

function countVitest(report) {
  const failed = report.numFailedTests ?? 0
  // A file that does not even load fails without a test of its own.
  const broken = (report.testResults ?? []).filter((file) => file.status === 'failed' && file.assertionResults.length === 0)
  const detail = broken.map((file) => `${file.name}: ${file.message}`).join('\n')
  return { passed: report.numPassedTests ?? 0, failed: failed + broken.length, skipped: report.numPendingTests ?? 0, detail }
}

function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    detail: errors.map(({ message }) => message).join('\n'),
  }
}

/** Reads a report; one that is missing, or that tells of no test or of a hidden failure, counts as one failure. */
function judge(file, count, { code, text }) {
  let result
  try {
    result = count(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return { passed: 0, failed: 1, skipped: 0, text: `${text}\n(no report)` }
  }
  const none = result.passed + result.failed === 0
  const hidden = code !== 0 && result.failed === 0
  if (none || hidden) result.failed += 1
  return { ...result, text: [text, result.detail, none ? '(no test found)' : ''].filter(Boolean).join('\n') }
}

async function withReport(count, work) {
  const folder = mkdtempSync(join(tmpdir(), 'coccinelle-report-'))
  const file = join(folder, 'report.json')
  try {
    return judge(file, count, await work(file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs one vitest project and counts its tests. */
export function runVitest(project, reporter = 'default') {
  return withReport(countVitest, (file) =>
    runNode([
      moduleFile('vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      `--reporter=${reporter}`,
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]),
  )
}

/** Runs the browser tests through scripts/e2e.mjs and counts them. */
export function runBrowserTests() {
  return withReport(countPlaywright, (file) =>
    runNode(['scripts/e2e.mjs', '--reporter=line,json'], { env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file } }),
  )
}

const asOne = ({ code, text }) => ({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, text })

/**
 * Runs steps, `lanes` at a time, each to its end whatever the others do, and prints a line for each.
 * @param {{ name: string, run: () => Promise<object> }[]} steps
 * @returns {Promise<{ name: string, passed: number, failed: number, skipped: number, seconds: number }[]>} in the steps' order
 */
export async function runSteps(steps, lanes) {
  const results = new Array(steps.length)
  let next = 0
  const lane = async () => {
    for (let index = next++; index < steps.length; index = next++) {
      const { name, run } = steps[index]
      const started = Date.now()
      const outcome = await Promise.resolve()
        .then(run)
        .catch((error) => ({ code: 1, text: error.stack ?? String(error) }))
      const counted = 'code' in outcome ? asOne(outcome) : outcome
      const seconds = (Date.now() - started) / 1000
      results[index] = { name, ...counted, seconds }
      if (counted.failed > 0) console.log(`\n${counted.text.trim()}\n`)
      console.log(`${counted.failed > 0 ? '✗' : '✓'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return results
}
