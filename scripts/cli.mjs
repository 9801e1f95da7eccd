// `npm run cli -- <command>`: the command line; its stdout belongs to the command alone.
import { serviceEntry } from './lib/build.mjs'
import { openDatabase } from './lib/database.mjs'
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { runMain, sendMessagesTo } from './lib/messages.mjs'
import { runNode } from './lib/processes.mjs'
import { productEnvironment } from './lib/product.mjs'

await runMain(async () => {
  sendMessagesTo(process.stderr)
  checkNode()
  const environment = readEnvironment()
  await install()
  // Ctrl-C reaches the command itself through the terminal; we stay to close the database after it.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
  const database = await openDatabase(environment, { kind: 'command', start: false })
  try {
    const args = serviceEntry('cli', ...process.argv.slice(2))
    const { code } = await runNode(args, { env: productEnvironment(environment, database), stdio: 'inherit' })
    process.exitCode = code
  } finally {
    await database.close()
  }
})
