// FC: from sending a signed first message to seeing its customer in the REST API, product and worker as `npm start` runs them.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { drive } from './lib/drive'
import { median, percentile, report, rounded } from './lib/figures'
import { freePort, runCli, startServer } from './lib/product'
import { signedMessage } from './lib/signed-messages'
import { readWorld } from './lib/world'

const budget = 1_000
const messages = 100
const world = readWorld()

/** Waits for what an earlier figure left in the queue, as the worker works it off. */
async function drained(): Promise<void> {
  const client = new pg.Client({ connectionString: world.superUrl })
  await client.connect()
  try {
    const waiting = async (): Promise<boolean> => {
      const { rowCount } = await client.query(`select from "InboundEvent" where "processedAt" is null limit 1`)
      return rowCount === 1
    }
    for (const until = Date.now() + 900_000; await waiting(); await sleep(500))
      if (Date.now() > until) throw new Error('the queue was not worked off within 15 minutes')
  } finally {
    await client.end()
  }
}

const port = await freePort()
const variables = {
  DATABASE_URL: world.ownerUrl,
  APP_SECRET: world.appSecret,
  COCCINELLE_DATA_DIR: `${world.folder}/data`,
  APP_URL: `http://127.0.0.1:${port}`,
}
const product = await startServer(['scripts/start.mjs'], variables, { port })
try {
  await drained()
  await runCli(['tenant:create', '--slug', 'bench-first-contact', '--name', 'Bench first contact'], variables)
  const channel = z
    .object({ id: z.string(), url: z.string(), secret: z.string() })
    .parse(JSON.parse(await runCli(['channel:create', '--tenant', 'bench-first-contact', '--type', 'standard'], variables)))
  const key = (
    await runCli(['api-key:create', '--tenant', 'bench-first-contact', '--scopes', 'customers:read'], variables)
  ).trim()
  const found = z.object({ data: z.array(z.unknown()) })

  async function isVisible(phone: string): Promise<boolean> {
    const answer = await fetch(`${product.url}/api/v1/customers?phone=${encodeURIComponent(phone)}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    if (answer.status !== 200) throw new Error(`GET /api/v1/customers answered ${answer.status}: ${await answer.text()}`)
    return found.parse(await answer.json()).data.length === 1
  }

  const [acknowledged, visible]: [number[], number[]] = [[], []]
  for (let number = 0; number < messages + 5; number++) {
    const message = signedMessage(channel, number)
    const start = performance.now()
    const { statuses } = await drive(port, [message], 1)
    const acknowledgedAfter = performance.now() - start
    if (statuses['202'] !== 1) throw new Error(`the door answered ${JSON.stringify(statuses)}`)
    while (!(await isVisible(message.phone))) {
      if (performance.now() - start > 30_000) throw new Error('not visible within 30 s')
      await sleep(2)
    }
    // The first few warm the routes up.
    if (number < 5) continue
    acknowledged.push(acknowledgedAfter)
    visible.push(performance.now() - start)
  }
  report({
    id: 'FC',
    ratio: median(visible) / budget,
    goal: 1,
    detail: {
      budgetMs: budget,
      visibleMedianMs: rounded(median(visible)),
      visibleP95Ms: rounded(percentile(visible, 0.95)),
      acknowledgedMedianMs: rounded(median(acknowledged)),
      messages,
      oneAtATime: true,
    },
  })
} finally {
  await product.stop()
}
