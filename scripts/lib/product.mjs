// Runs the product: database, web and worker in order, and stops them in the reverse order.
import { chmodSync, existsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { serviceEntry } from './build.mjs'
import { openDatabase } from './database.mjs'
import { readAppSecret } from './environment.mjs'
import { refuseWhenHeld } from './instance-lock.mjs'
import { LauncherError, say, showError } from './messages.mjs'
import { isEmptyInstallation } from './migrate.mjs'
import { moduleFile, runNode, startService, stopRuns } from './processes.mjs'
import { refuseUnreadableSecrets } from './sealed-keys.mjs'

/** What web, worker and CLI are given; never the owner's address. */
export function productEnvironment(environment, { appUrl, workerUrl }, mode = 'production') {
  return {
    APP_DATABASE_URL: appUrl,
    WORKER_DATABASE_URL: workerUrl,
    APP_SECRET: readAppSecret(environment),
    APP_URL: environment.appUrl,
    NEXTAUTH_URL: environment.appUrl,
    PORT: String(environment.port),
    HOST: environment.host,
    COCCINELLE_DATA_DIR: environment.dataDir,
    LOG_LEVEL: environment.logLevel,
    NODE_ENV: mode,
  }
}

function portIsFree({ host, port }) {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => done(false))
    probe.listen({ host, port }, () => probe.close(() => done(true)))
  })
}

/** Waits a little for a port that a killed predecessor is just leaving. @throws {LauncherError} when it stays taken */
async function needPort(environment, patience = 8_000) {
  for (let waited = 0; !(await portIsFree(environment)); waited += 200) {
    if (waited >= patience) {
      throw new LauncherError(
        `PORT : le port ${environment.port} est déjà pris par un autre programme. Arrêtez-le, ou choisissez un autre port : PORT=3001 npm start`,
        `PORT: port ${environment.port} is already used by another program. Stop it, or choose another port: PORT=3001 npm start`,
      )
    }
    await sleep(200)
  }
}

/** Waits until the web application says it is healthy; `stopped` ends the wait. */
async function waitForHealth({ host, port }, stopped, patience = 60_000) {
  const reach = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host
  let last = ''
  for (const until = Date.now() + patience; Date.now() < until && !stopped(); await sleep(25)) {
    try {
      const answer = await fetch(`http://${reach}:${port}/api/health`, { signal: AbortSignal.timeout(5_000) })
      if (answer.status === 200) return
      last = `${answer.status} ${await answer.text()}`
    } catch (error) {
      last = error.cause?.code ?? error.message
    }
  }
  if (stopped()) return
  throw new LauncherError("L'application ne répond pas.", 'The application does not answer.', { detail: last.slice(0, 2_000) })
}

/** Makes the demo shop in an empty installation; its sign-in is kept in `<data dir>/demo-sign-in.json`. */
async function seedWhenEmpty(environment, urls) {
  if (!(await isEmptyInstallation(urls.appUrl))) return
  say('Base vide : création de la boutique de démonstration…', 'Empty database: making the demo shop…')
  const env = productEnvironment(environment, urls)
  const { code, stdout, text } = await runNode(serviceEntry('cli', 'demo:seed'), { env })
  if (code !== 0)
    throw new LauncherError("La boutique de démonstration n'a pas pu être créée.", 'The demo shop could not be made.', {
      detail: text,
    })
  const file = signInFile(environment)
  writeFileSync(file, stdout.slice(stdout.indexOf('{')), { mode: 0o600 })
  chmodSync(file, 0o600)
}

export const signInFile = (environment) => join(environment.dataDir, 'demo-sign-in.json')

const WEB = { start: ['start'], dev: ['dev'] }

function servicesFor(environment, { web, worker }) {
  const address = ['-H', environment.host, '-p', String(environment.port)]
  return [
    ...(web ? [{ name: 'web', args: [moduleFile('next/dist/bin/next'), ...WEB[web], ...address] }] : []),
    ...(worker ? [{ name: 'worker', args: serviceEntry('worker') }] : []),
  ]
}

/**
 * Runs web and/or worker until a signal or a failure, then stops services first and database last.
 * @param {object} plan
 * @param {"start" | "dev" | "web" | "worker"} plan.kind
 * @param {boolean} plan.hold hold the embedded database ourselves (see openDatabase's `start`)
 * @param {"start" | "dev"} [plan.web] how next is run; absent: no web
 * @param {boolean} [plan.worker]
 * @param {() => Promise<unknown>} [plan.meanwhile] work that may run while the database starts
 * @param {() => void} [plan.announce] called once the product answers
 */
export async function runProduct(environment, { kind, hold, web, worker, meanwhile, announce }) {
  const running = []
  let database
  let stopping = false
  const stop = async (code) => {
    if (stopping) return
    stopping = true
    try {
      await Promise.all(running.map((service) => service.stop()))
      await database?.close()
    } catch (error) {
      showError(error)
      code ||= 1
    }
    process.exit(code)
  }
  const fail = (error) => {
    showError(error)
    return stop(1)
  }
  const giveUp = (name) =>
    fail(
      new LauncherError(
        `${name} s'arrête sans cesse ; tout est arrêté. Lisez les messages ci-dessus.`,
        `${name} stops again and again; everything was stopped. Read the messages above.`,
      ),
    )

  let signals = 0
  let starting = true
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      signals += 1
      if (signals === 1) say('Arrêt en cours…', 'Stopping…')
      if (signals === 1 && starting) stopRuns()
      if (signals === 1 && !starting) void stop(0)
      if (signals === 1 || !stopping) return
      for (const service of running) service.kill()
      void database?.close('immediate')
    })
  }

  try {
    if (hold && !environment.databaseUrl) await refuseWhenHeld(environment.dataDir)
    if (web) await needPort(environment)
    const opening = openDatabase(environment, { kind, start: hold, onLost: fail }).then((opened) => (database = opened))
    const results = await Promise.allSettled([opening, meanwhile?.()])
    for (const result of results) if (result.status === 'rejected') throw result.reason
    await refuseUnreadableSecrets(environment, database.appUrl)
    if (signals === 0 && (kind === 'start' || kind === 'dev')) await seedWhenEmpty(environment, database)
    starting = false
    if (signals > 0) return await stop(0)
    const env = productEnvironment(environment, database, web === 'dev' ? 'development' : 'production')
    for (const service of servicesFor(environment, { web, worker })) running.push(startService({ ...service, env, giveUp }))
    if (web) await waitForHealth(environment, () => stopping)
    if (!stopping) announce?.()
  } catch (error) {
    await (signals > 0 ? stop(0) : fail(error))
  }
}

/** Whether the demo shop's sign-in is known here. */
export const hasDemoSignIn = (environment) => existsSync(signInFile(environment))
