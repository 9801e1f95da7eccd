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
  await install({ forTests: true })
  const [hubspot, salesforce, shopify, woocommerce] = [await freePort(), await freePort(), await freePort(), await freePort()]
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
    WOOCOMMERCE_BASE_URL: `http://127.0.0.1:${woocommerce}`,
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
  const { HUBSPOT_BASE_URL, SALESFORCE_BASE_URL, SHOPIFY_BASE_URL, WOOCOMMERCE_BASE_URL } = variables
  const addresses = [HUBSPOT_BASE_URL, SALESFORCE_BASE_URL, SHOPIFY_BASE_URL, WOOCOMMERCE_BASE_URL]
  await Promise.all(addresses.map((url) => answers(url)))
  say(
    `HubSpot simulé : ${HUBSPOT_BASE_URL} · Salesforce simulé : ${SALESFORCE_BASE_URL} · Shopify simulé, boutique « demo » : ${SHOPIFY_BASE_URL}\nBoutique WooCommerce simulée : ${WOOCOMMERCE_BASE_URL} (c’est aussi l’adresse à donner)\nReliez-les dans Réglages › CRM.`,
    `Pretended HubSpot: ${HUBSPOT_BASE_URL} · Salesforce: ${SALESFORCE_BASE_URL} · Shopify, shop "demo": ${SHOPIFY_BASE_URL}\nPretended WooCommerce shop: ${WOOCOMMERCE_BASE_URL} (also the address to give). Link them in Settings › CRM.`,
  )
  const own = environment.dataDir === join(ROOT, '.data') ? { COCCINELLE_DATA_DIR: join(ROOT, '.data', 'sandbox') } : {}
  const { code } = await runNode(['scripts/start.mjs'], { env: { ...variables, ...own }, stdio: 'inherit' })
  await vendors.stop()
  process.exitCode = code
})
