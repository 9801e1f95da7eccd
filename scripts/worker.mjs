// `npm run worker`: the job worker alone, for several machines on one database.
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { runMain, say } from './lib/messages.mjs'
import { runProduct } from './lib/product.mjs'

await runMain(async () => {
  checkNode()
  const environment = readEnvironment()
  await install()
  await runProduct(environment, {
    kind: 'worker',
    hold: false,
    worker: true,
    announce: () => say('Tâches de fond en marche.', 'Background jobs are running.'),
  })
})
