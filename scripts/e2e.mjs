// `npm run e2e`: builds, finds a browser and runs the Playwright tests, which start the product themselves.
import { build } from './lib/build.mjs'
import { findChromium } from './lib/chromium.mjs'
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { runMain, sendMessagesTo } from './lib/messages.mjs'
import { moduleFile, runNode } from './lib/processes.mjs'

await runMain(async () => {
  sendMessagesTo(process.stderr)
  checkNode()
  const environment = readEnvironment()
  await install({ forTests: true })
  await build()
  const env = { CHROMIUM_PATH: await findChromium(environment) }
  const args = [moduleFile('@playwright/test/cli.js'), 'test', ...process.argv.slice(2)]
  const { code } = await runNode(args, { env, stdio: 'inherit' })
  process.exitCode = code
})
