// How to use the command line, in French and English.
import type { Command } from './command'
import { commands } from './commands'

const lineOf = ({ name, synopsis, about }: Command): string =>
  `  ${`${name} ${synopsis}`.trim()}\n      ${about.fr}\n      ${about.en}`

/** Of one command, or of all. */
export async function usage(command?: Command): Promise<string> {
  const shown = command === undefined ? await Promise.all([...commands.values()].map((load) => load())) : [command]
  return `Utilisation / Usage : npm run cli -- <commande/command> [options]\n\n${shown.map(lineOf).join('\n')}\n`
}
