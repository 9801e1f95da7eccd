// Starts the product's own launchers for a figure: `web`, `worker` or `start`, by port, and the CLI beside them.
import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Running {
  url: string
  port: number
  /** Of the launcher; what it started are its descendants. */
  pid: number
  /** Milliseconds from the start of the process to the first 200. */
  readyAfter: number
  stop: () => Promise<void>
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}

/** Our environment without what the bench itself was given, plus `variables`. */
function environment(variables: Record<string, string>): NodeJS.ProcessEnv {
  const own = /^(DATABASE_URL|APP_|WORKER_|COCCINELLE_|PORT$|HOST$|LOG_LEVEL$)/
  const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)))
  return { ...kept, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...variables }
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once('exit', resolve))

/** Runs a node script as a server and waits for `healthPath` to answer 200. */
export async function startServer(
  args: string[],
  variables: Record<string, string>,
  {
    port,
    healthPath = '/api/health',
    patience = 300_000,
    cwd,
  }: { port: number; healthPath?: string; patience?: number; cwd?: string },
): Promise<Running> {
  const start = performance.now()
  const child = spawn(process.execPath, args, {
    env: environment({ ...variables, PORT: String(port) }),
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => void (output = (output + chunk.toString()).slice(-5_000)))
  const url = `http://127.0.0.1:${port}`
  while (!(await answers(`${url}${healthPath}`))) {
    if (child.exitCode !== null || performance.now() - start > patience) {
      child.kill('SIGTERM')
      throw new Error(`${args.join(' ')} did not start:\n${output}`)
    }
    await sleep(10)
  }
  const readyAfter = performance.now() - start
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended(child)
  }
  return { url, port, pid: child.pid ?? 0, readyAfter, stop }
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

/** The standard output of `npm run cli -- …`; throws with its standard error. */
export function runCli(args: string[], variables: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['scripts/cli.mjs', ...args], {
    env: environment(variables),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()))
  return new Promise((resolve, reject) => child.once('close', (code) => (code === 0 ? resolve(out) : reject(new Error(err)))))
}
