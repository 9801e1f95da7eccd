// Builds the web application, the worker and the command line when their sources changed since the last finished build.
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { ROOT } from './environment.mjs'
import { hashOf, readStamp, whenChanged } from './file-hash.mjs'
import { whileAlone } from './install.mjs'
import { LauncherError, say } from './messages.mjs'
import { moduleFile, runNode, typescriptEntry } from './processes.mjs'

const STAMP = join(ROOT, '.next', 'coccinelle-build')
/** What runs beside the web application, by the name of its bundle. */
const SERVICES = { worker: 'lib/server/worker.ts', cli: 'lib/server/cli/main.ts' }
const BUNDLES = join(ROOT, '.next', 'coccinelle-services')
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
  'scripts/lib/build.mjs',
]
// Tests and the generated client (whose source is the schema) do not change what is served.
const skip = (path) => /\.test\.tsx?$/.test(path) || path.endsWith(join('db', 'generated')) || path.endsWith(join('lib', 'test'))

let known
/** Of the sources as this process found them. */
const currentHash = () => (known ??= hashOf(ROOT, SOURCES, { extra: [process.versions.node.split('.')[0]], skip }))
const bundleOf = (name) => join(BUNDLES, `${name}.mjs`)
const isBuilt = (hash) =>
  readStamp(STAMP) === hash && existsSync(join(ROOT, '.next', 'BUILD_ID')) && existsSync(bundleOf('worker'))

/** Builds when needed. @returns {Promise<boolean>} whether a build ran */
export async function build() {
  const hash = currentHash()
  if (isBuilt(hash)) return false
  return whileAlone(() =>
    whenChanged(STAMP, hash, async () => {
      say("Construction de l'application (next build)…", 'Building the application (next build)…')
      const { code, text } = await runNode([moduleFile('next/dist/bin/next'), 'build'], { env: { NODE_ENV: 'production' } })
      if (code !== 0) throw new LauncherError('La construction a échoué.', 'The build failed.', { detail: text })
      await bundleServices()
    }),
  )
}

/** Our own code only, so that it starts without being translated first; packages stay where they are. */
async function bundleServices() {
  rmSync(BUNDLES, { recursive: true, force: true })
  const { build: bundle } = await import('esbuild')
  await bundle({
    absWorkingDir: ROOT,
    entryPoints: SERVICES,
    outdir: BUNDLES,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['react-server'],
    logLevel: 'error',
  })
}

/**
 * Arguments for node that run a service: its bundle when it is of these very sources, or else the sources themselves.
 * @param {keyof typeof SERVICES} name
 */
export function serviceEntry(name, ...args) {
  if (!isBuilt(currentHash())) return typescriptEntry(SERVICES[name], ...args)
  return ['--conditions=react-server', bundleOf(name), ...args]
}
