// Builds the empty Next app that the webhook's door is measured against, in a folder that git ignores.
import { spawn } from 'node:child_process'
import { cpSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
export const nextProgram = `${root}node_modules/next/dist/bin/next`
/** Two levels below the repository, as next.config.mjs expects. */
export const emptyApp = `${root}.cache/bench-empty-app`

export async function buildEmptyApp(): Promise<void> {
  rmSync(emptyApp, { recursive: true, force: true })
  cpSync(`${root}bench/empty-app`, emptyApp, { recursive: true })
  const child = spawn(process.execPath, [nextProgram, 'build'], {
    cwd: emptyApp,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => void (output += chunk.toString()))
  const code = await new Promise((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`the empty app did not build:\n${output}`)
}
