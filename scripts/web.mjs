// `npm run web`: the web application alone, for several machines on one database.
import { build } from './lib/build.mjs'
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { runMain, say } from './lib/messages.mjs'
import { runProduct } from './lib/product.mjs'

await runMain(async () => {
  checkNode()
  const environment = readEnvironment()
  await install()
  await runProduct(environment, {
    kind: 'web',
    hold: false,
    web: 'start',
    meanwhile: build,
    announce: () => say(`Web prêt : ${environment.appUrl}`, `Web ready: ${environment.appUrl}`),
  })
})
