// Runs programs: once to the end, or as services that are restarted when they die.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { ROOT, childEnvironment } from './environment.mjs'
import { say } from './messages.mjs'
import { waitForEnd } from './process-identity.mjs'

const FOLLOW = new URL(`./follow-launcher.mjs?launcher=${process.pid}`, import.meta.url).href
const QUICK = 30_000
const MOST_QUICK = 5

const unfinished = new Set()

/** Ends the programs that {@link run} still waits for. */
export function stopRuns() {
  for (const child of unfinished) child.kill('SIGTERM')
}

/** The path of a program's JavaScript file in node_modules. */
export function moduleFile(path) {
  return fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))
}

/**
 * Runs a program to its end.
 * @param {{ env?: object, stdio?: import("node:child_process").StdioOptions, shell?: boolean }} [options]
 *   without `stdio` the output is collected into `text`
 * @returns {Promise<{ code: number, text: string, stdout: string }>} code 1 when a signal ended it
 */
export function run(program, args, { env = {}, stdio, shell = false } = {}) {
  return new Promise((done) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: childEnvironment(env),
      stdio: stdio ?? ['ignore', 'pipe', 'pipe'],
      shell,
    })
    unfinished.add(child)
    let [text, stdout] = ['', '']
    child.stdout?.on('data', (chunk) => {
      text += chunk
      stdout += chunk
    })
    child.stderr?.on('data', (chunk) => (text += chunk))
    child.on('error', (error) => done({ code: 1, text: `${text}${error.message}`, stdout }))
    child.on('close', () => unfinished.delete(child))
    child.on('close', (code) => done({ code: code ?? 1, text, stdout }))
  })
}

/** Runs a node script to its end, as {@link run}. */
export function runNode(args, options) {
  return run(process.execPath, args, options)
}

/** The arguments that run one of the product's TypeScript entry points. */
export function typescriptEntry(file, ...args) {
  return ['--conditions=react-server', '--import', 'tsx', file, ...args]
}

/**
 * Starts a service: a node process in its own process group, so that Ctrl-C reaches the launcher alone,
 * which ends when the launcher is killed. It is restarted when it dies, ever later; five quick deaths in
 * a row call `giveUp`.
 * @param {{ name: string, args: string[], env: object, giveUp: (name: string) => void }} service
 */
export function startService({ name, args, env, giveUp }) {
  let child
  let timer
  let stopping = false
  let quick = 0
  const launch = () => {
    const started = Date.now()
    child = spawn(process.execPath, ['--import', FOLLOW, ...args], {
      cwd: ROOT,
      env: childEnvironment(env),
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    child.on('error', () => {})
    child.on('exit', (code, signal) => {
      if (stopping) return
      quick = Date.now() - started < QUICK ? quick + 1 : 1
      if (quick >= MOST_QUICK) return giveUp(name)
      const delay = 250 * 2 ** quick
      say(
        `${name} s'est arrêté (${signal ?? code}) ; redémarrage dans ${delay} ms.`,
        `${name} stopped (${signal ?? code}); starting it again in ${delay} ms.`,
      )
      timer = setTimeout(launch, delay)
    })
  }
  launch()
  return {
    /** Asks the service to end and waits; after `patience` ms it is killed. */
    stop: async (patience = 10_000) => {
      stopping = true
      clearTimeout(timer)
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
      child.kill('SIGTERM')
      if (await waitForEnd(child.pid, patience)) return
      child.kill('SIGKILL')
      await waitForEnd(child.pid, 5_000)
    },
    kill: () => child.kill('SIGKILL'),
  }
}
