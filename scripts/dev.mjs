// `npm run dev`: the product with live reloading (next dev), its worker and the embedded database.
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { runMain, say } from './lib/messages.mjs'
import { hasDemoSignIn, runProduct, signInFile } from './lib/product.mjs'

await runMain(async () => {
  checkNode()
  const environment = readEnvironment()
  await install()
  await runProduct(environment, {
    kind: 'dev',
    hold: true,
    web: 'dev',
    worker: true,
    announce: () => {
      say(`Prêt pour développer : ${environment.appUrl}`, `Ready to develop: ${environment.appUrl}`)
      if (hasDemoSignIn(environment))
        say(`Connexion : voir ${signInFile(environment)}`, `Sign-in: see ${signInFile(environment)}`)
    },
  })
})
