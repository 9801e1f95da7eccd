// `npm run sandbox`: the product beside pretended vendors on this machine, so that anyone can click through a connection
// without an account. Its data folder is its own; nothing leaves the machine.
import { createServer } from 'node:net'
import { join } from 'node:path'

import { ROOT, readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { LauncherError, runMain, say } from './lib/messages.mjs'
import { runNode, startService, stopRuns, typescriptEntry } from './lib/processes.mjs'

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

async function answers(url, patience = 30_000) {
  for (const until = Date.now() + patience; Date.now() < until; await new Promise((again) => setTimeout(again, 100)))
    if (
      await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return
  throw new LauncherError('Les systèmes simulés ne démarrent pas.', 'The pretended systems do not start.')
}

await runMain(async () => {
  checkNode()
  const environment = readEnvironment()
  await install()
  const [hubspot, salesforce, shopify] = [await freePort(), await freePort(), await freePort()]
  const variables = {
    HUBSPOT_BASE_URL: `http://127.0.0.1:${hubspot}`,
    HUBSPOT_CLIENT_ID: 'sandbox-app',
    HUBSPOT_CLIENT_SECRET: 'sandbox-app-secret',
    SALESFORCE_BASE_URL: `http://127.0.0.1:${salesforce}`,
    SALESFORCE_CLIENT_ID: 'sandbox-app',
    SALESFORCE_CLIENT_SECRET: 'sandbox-app-secret',
    SHOPIFY_BASE_URL: `http://127.0.0.1:${shopify}`,
    SHOPIFY_CLIENT_ID: 'sandbox-app',
    SHOPIFY_CLIENT_SECRET: 'sandbox-app-secret',
  }
  const vendors = startService({
    name: 'sandbox',
    args: typescriptEntry('scripts/lib/sandbox-vendors.ts', environment.appUrl),
    env: variables,
    giveUp: () => process.exit(1),
  })
  process.on('exit', () => vendors.kill())
  // Ctrl-C reaches the product too, which stops itself: this process only has to outlive it. Other signals come to us alone.
  process.on('SIGINT', () => undefined)
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, stopRuns)
  await Promise.all(
    [variables.HUBSPOT_BASE_URL, variables.SALESFORCE_BASE_URL, variables.SHOPIFY_BASE_URL].map((url) => answers(url)),
  )
  say(
    `HubSpot simulé : ${variables.HUBSPOT_BASE_URL} · Salesforce simulé : ${variables.SALESFORCE_BASE_URL} · Shopify simulé, boutique « demo » : ${variables.SHOPIFY_BASE_URL}\nReliez-les dans Réglages › CRM.`,
    `Pretended HubSpot: ${variables.HUBSPOT_BASE_URL} · Salesforce: ${variables.SALESFORCE_BASE_URL} · Shopify, shop "demo": ${variables.SHOPIFY_BASE_URL}. Link them in Settings › CRM.`,
  )
  const own = environment.dataDir === join(ROOT, '.data') ? { COCCINELLE_DATA_DIR: join(ROOT, '.data', 'sandbox') } : {}
  const { code } = await runNode(['scripts/start.mjs'], { env: { ...variables, ...own }, stdio: 'inherit' })
  await vendors.stop()
  process.exitCode = code
})
