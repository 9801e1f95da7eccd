// `npm run cli -- <command>`: makes shops, people, keys and channels in the database of the product.
import 'server-only'
import { parseArgs } from 'node:util'
import { database } from '@/lib/db/client'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'
import { type Command, type OptionValues, RefusedError, tell, UsageError } from './command'
import { commands } from './commands'
import { usage } from './usage'

/** Exit codes: 0 done, 1 refused or failed, 2 the command line is wrong. */
async function main([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stderr.write(await usage())
    return name === undefined ? 2 : 0
  }
  const load = commands.get(name)
  if (load === undefined) {
    tell({ fr: `Commande inconnue : ${name}.`, en: `Unknown command: ${name}.` })
    process.stderr.write(`\n${await usage()}`)
    return 2
  }
  const command = await load()
  try {
    const { values } = parse(command, rest)
    if (values.help === true) process.stderr.write(await usage(command))
    else await run(command, values)
    return 0
  } catch (error) {
    return await explain(error, command)
  }
}

async function run(command: Command, values: OptionValues): Promise<void> {
  checkEnvironment()
  try {
    const output = await command.run(values)
    if (output !== undefined) process.stdout.write(`${output}\n`)
  } finally {
    await database().close()
  }
}

function checkEnvironment(): void {
  try {
    env()
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    throw new RefusedError({ fr: text, en: 'Run it through `npm run cli -- …`, which finds the database and the secret.' })
  }
}

function parse({ options }: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      strict: true,
      allowPositionals: false,
    })
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('. ', 1)[0] : ''
    throw new UsageError({ fr: `Options incorrectes : ${detail}.`, en: `Wrong options: ${detail}.` })
  }
}

async function explain(error: unknown, command: Command): Promise<number> {
  if (error instanceof UsageError) {
    tell(error.text)
    process.stderr.write(`\n${await usage(command)}`)
    return 2
  }
  if (error instanceof RefusedError) tell(error.text)
  else if (error instanceof CrmError) {
    const { errorTextIn } = await import('@/lib/server/error-text')
    for (const locale of ['fr', 'en'] as const) {
      const { message, issues } = await errorTextIn(locale, error)
      process.stderr.write(`${[message, ...issues.map((issue) => `  ${issue.path} : ${issue.message}`)].join('\n')}\n`)
    }
  } else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 1
}

process.exitCode = await main(process.argv.slice(2))
