// P13: `npm start` on a built product and a warm data dir, to the first 200 of /api/health; median of five.
import { median, report, rounded } from './lib/figures'
import { freePort, startServer } from './lib/product'
import { readWorld } from './lib/world'

const budget = 2_000
const world = readWorld()
const port = await freePort()
// Without DATABASE_URL: the embedded database is part of the start.
const variables = { COCCINELLE_DATA_DIR: `${world.folder}/embedded`, APP_URL: `http://127.0.0.1:${port}` }

async function startOnce(): Promise<number> {
  const { readyAfter, stop } = await startServer(['scripts/start.mjs'], variables, { port })
  await stop()
  return readyAfter
}

// The first start builds, makes the database and the demo shop; the second finds everything warm.
const first = await startOnce()
await startOnce()
const starts: number[] = []
for (let i = 0; i < 5; i++) starts.push(await startOnce())
report({
  id: 'P13',
  ratio: median(starts) / budget,
  goal: 1,
  detail: {
    budgetMs: budget,
    medianMs: rounded(median(starts), 0),
    startsMs: starts.map((start) => rounded(start, 0)),
    firstStartMs: rounded(first, 0),
    node: process.version,
  },
})
