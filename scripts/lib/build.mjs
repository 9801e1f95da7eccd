// Builds the web application when its sources changed since the last finished build.
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './environment.mjs'
import { hashOf, readStamp, whenChanged } from './file-hash.mjs'
import { whileAlone } from './install.mjs'
import { LauncherError, say } from './messages.mjs'
import { moduleFile, runNode } from './processes.mjs'

const STAMP = join(ROOT, '.next', 'coccinelle-build')
const SOURCES = [
  'app',
  'components',
  'lib',
  'messages',
  'prisma/schema.prisma',
  'public',
  'next.config.mjs',
  'tailwind.config.ts',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'package-lock.json',
  'tsconfig.json',
]
// Tests and the generated client (whose source is the schema) do not change what is served.
const skip = (path) => /\.test\.tsx?$/.test(path) || path.endsWith(join('db', 'generated')) || path.endsWith(join('lib', 'test'))

/** Builds when needed. @returns {Promise<boolean>} whether a build ran */
export async function build() {
  const hash = hashOf(ROOT, SOURCES, { extra: [process.versions.node.split('.')[0]], skip })
  if (readStamp(STAMP) === hash && existsSync(join(ROOT, '.next', 'BUILD_ID'))) return false
  return whileAlone(() =>
    whenChanged(STAMP, hash, async () => {
      say("Construction de l'application (next build)…", 'Building the application (next build)…')
      const { code, text } = await runNode([moduleFile('next/dist/bin/next'), 'build'], { env: { NODE_ENV: 'production' } })
      if (code !== 0) throw new LauncherError('La construction a échoué.', 'The build failed.', { detail: text })
    }),
  )
}
