// The product as a newcomer runs it: `npm start` in a data dir of its own, the CLI beside it, killed or stopped by pid.
import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import path from 'node:path'
import { z } from 'zod'

const root = path.resolve(import.meta.dirname, '..')

const signInSchema = z.object({ email: z.string(), password: z.string() })
export type SignIn = z.infer<typeof signInSchema>

export interface Product {
  url: string
  dataDir: string
  /** Of the demo shop's owner. */
  signIn: SignIn
  /** What launcher, web, worker and database said so far. */
  output(): string
  /** Standard output of a CLI command; throws with standard error when it fails. */
  cli(args: string[], input?: string): Promise<string>
  /** SIGTERM and wait. */
  stop(): Promise<number | null>
  /** SIGKILL to the launcher and to everything it started, the database too. */
  kill(): Promise<void>
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

export async function startProduct(dataDir: string, port?: number, variables: Record<string, string> = {}): Promise<Product> {
  const chosen = port ?? (await freePort())
  const url = `http://localhost:${String(chosen)}`
  const env = { ...cleanEnvironment(), LOG_LEVEL: 'warn', ...variables, COCCINELLE_DATA_DIR: dataDir, PORT: String(chosen) }
  const launcher = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  const keep = (chunk: Buffer): void => void (output += chunk.toString())
  launcher.stdout.on('data', keep)
  launcher.stderr.on('data', keep)
  await healthy(url, launcher, () => output)

  const signIn = signInSchema.parse(JSON.parse(await readFile(path.join(dataDir, 'demo-sign-in.json'), 'utf8')))
  return {
    url,
    dataDir,
    signIn,
    output: () => output,
    cli: (args, input) => runCli(args, env, input),
    stop: async () => {
      const ended = exit(launcher)
      launcher.kill('SIGTERM')
      return ended
    },
    kill: async () => {
      const ended = exit(launcher)
      for (const pid of [launcher.pid, ...(await descendants(launcher.pid ?? 0))])
        if (pid !== undefined) {
          try {
            process.kill(pid, 'SIGKILL')
          } catch {
            // Gone already.
          }
        }
      await ended
    },
  }
}

/** Without the variables of the machine that would change what the product does. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const drop = /^(DATABASE_URL|APP_|WORKER_|COCCINELLE_|PORT$|HOST$|VITEST|TEST|PLAYWRIGHT)/
  const env = { ...process.env }
  for (const name of Object.keys(env)) if (drop.test(name)) delete env[name]
  return env
}

async function healthy(url: string, launcher: ChildProcess, output: () => string): Promise<void> {
  const deadline = Date.now() + 240_000
  while (Date.now() < deadline) {
    if (launcher.exitCode !== null)
      throw new Error(`npm start ended with ${String(launcher.exitCode)}:\n${output().slice(-20_000)}`)
    // Launcher prints the address only when both web and worker run; health alone could be a moment early.
    const answer = await fetch(`${url}/api/health`).catch(() => null)
    if (answer?.status === 200 && output().includes(url)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`npm start did not become healthy:\n${output().slice(-20_000)}`)
}

const exit = (child: ChildProcess): Promise<number | null> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve(child.exitCode)
    : new Promise((resolve) => child.once('exit', (code) => resolve(code)))

async function runCli(args: string[], env: NodeJS.ProcessEnv, input = ''): Promise<string> {
  const child = spawn(process.execPath, ['scripts/cli.mjs', ...args], { cwd: root, env, stdio: ['pipe', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => void (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (stderr += chunk.toString()))
  child.stdin.end(input)
  const code = await exit(child)
  if (code !== 0) throw new Error(`cli ${args.join(' ')} ended with ${String(code)}:\n${stderr}`)
  return stdout.trim()
}

/** Every process below `pid`, from /proc or ps; the launcher's own children only, so nobody else's process is touched. */
async function descendants(pid: number): Promise<number[]> {
  const ps = spawn('ps', ['-e', '-o', 'pid=,ppid='], { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  ps.stdout.on('data', (chunk: Buffer) => void (text += chunk.toString()))
  await exit(ps)
  const parents = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const found: number[] = []
  for (let wave = [pid]; wave.length > 0;) {
    wave = parents.flatMap(([child, parent]) =>
      child !== undefined && parent !== undefined && wave.includes(parent) ? [child] : [],
    )
    found.push(...wave)
  }
  return found
}
