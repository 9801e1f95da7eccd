// `npm run check`: what must be green before every commit, in under a minute and a half.
import { checkNode, install } from './lib/install.mjs'
import { runMain } from './lib/messages.mjs'
import { CHECK_STEPS, runSteps } from './lib/steps.mjs'

await runMain(async () => {
  checkNode()
  await install({ forTests: true })
  const results = await runSteps(CHECK_STEPS, 2)
  const failed = results.filter((result) => result.failed > 0)
  console.log(
    failed.length === 0
      ? '\nTout est vert. / All green.'
      : `\nÀ corriger / To mend: ${failed.map(({ name }) => name).join(', ')}`,
  )
  process.exit(failed.length === 0 ? 0 : 1)
})
