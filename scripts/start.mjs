// `npm start`: from a fresh clone to a running product, in one command.
import { readFileSync } from 'node:fs'

import { build } from './lib/build.mjs'
import { readEnvironment } from './lib/environment.mjs'
import { checkNode, install } from './lib/install.mjs'
import { runMain, say } from './lib/messages.mjs'
import { hasDemoSignIn, runProduct, signInFile } from './lib/product.mjs'

await runMain(async () => {
  checkNode()
  const environment = readEnvironment()
  await install()
  const returning = hasDemoSignIn(environment)
  await runProduct(environment, {
    kind: 'start',
    hold: true,
    web: 'start',
    worker: true,
    meanwhile: build,
    announce: () => {
      say(`\nCoccinelle est prête : ${environment.appUrl}`, `Coccinelle is ready: ${environment.appUrl}`)
      if (!hasDemoSignIn(environment)) return
      const file = signInFile(environment)
      if (returning) return say(`Connexion de démonstration : voir ${file}`, `Demo sign-in: see ${file}`)
      const { email, password } = JSON.parse(readFileSync(file, 'utf8'))
      say(`Connexion : ${email} / ${password}`, `Sign in with: ${email} / ${password} (kept in ${file})`)
    },
  })
})
