// `npm test`: everything, in one command; the last line is "N passed, N failed".
import { build } from './lib/build.mjs'
import { findChromium } from './lib/chromium.mjs'
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { LauncherError, runMain, showError } from './lib/messages.mjs'
import { CHECK_STEPS, runBrowserTests, runSteps, runVitest } from './lib/steps.mjs'

/** A step that throws instead of reporting. */
const plain = (work) => async () => {
  try {
    await work()
    return { code: 0, text: '' }
  } catch (error) {
    const said = error instanceof LauncherError ? `${error.french}\n${error.message}\n${error.detail ?? ''}` : error.stack
    return { code: 1, text: said }
  }
}

function printTable(results) {
  console.log(`\n${''.padEnd(14)}${['passed', 'failed', 'skipped', 'seconds'].map((title) => title.padStart(9)).join('')}`)
  for (const { name, passed, failed, skipped, seconds } of results) {
    console.log(
      `${name.padEnd(14)}${[passed, failed, skipped, seconds.toFixed(1)].map((value) => String(value).padStart(9)).join('')}`,
    )
  }
}

await runMain(async () => {
  let results
  try {
    checkNode()
    const environment = readEnvironment()
    await install({ forTests: true })
    results = [
      ...(await runSteps(CHECK_STEPS, 2)),
      ...(await runSteps(
        ['contract', 'integration'].map((project) => ({ name: project, run: () => runVitest(project) })),
        1,
      )),
      ...(await runSteps(
        [
          { name: 'chromium', run: plain(() => findChromium(environment)) },
          { name: 'build', run: plain(build) },
          { name: 'browser', run: runBrowserTests },
        ],
        1,
      )),
    ]
  } catch (error) {
    showError(error)
    results = [{ name: 'install', passed: 0, failed: 1, skipped: 0, seconds: 0 }]
  }
  printTable(results)
  const sum = (key) => results.reduce((total, result) => total + result[key], 0)
  process.exitCode = sum('failed') === 0 ? 0 : 1
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`)
})
