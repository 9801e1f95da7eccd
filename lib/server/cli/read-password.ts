// A password typed without being shown, or the first line of standard input.
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { RefusedError } from './command'

export const shortestPassword = 10

/** Asks twice on a terminal; elsewhere reads one line. Throws RefusedError when it is too short or the two differ. */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return checked((await readLine(false)) ?? '')
  const password = checked(await askHidden('Mot de passe / Password : '))
  if ((await askHidden('Encore une fois / Once more : ')) === password) return password
  throw new RefusedError({ fr: 'Les deux mots de passe diffèrent. Recommencez.', en: 'The two passwords differ. Start again.' })
}

function checked(password: string): string {
  if ([...password].length >= shortestPassword && password.length <= 200) return password
  throw new RefusedError({
    fr: `Le mot de passe doit compter de ${shortestPassword} à 200 caractères (demandé au terminal, ou première ligne de l’entrée standard).`,
    en: `The password must have ${shortestPassword} to 200 characters (asked on the terminal, or the first line of standard input).`,
  })
}

async function askHidden(question: string): Promise<string> {
  process.stderr.write(question)
  const line = await readLine(true)
  process.stderr.write('\n')
  if (line !== null) return line
  throw new RefusedError({ fr: 'Abandonné, rien n’a été créé.', en: 'Given up, nothing was made.' })
}

/** One line, or null when the input ends or Ctrl-C comes first. As a terminal, readline edits the line but echoes nothing. */
function readLine(terminal: boolean): Promise<string | null> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal })
  return new Promise((resolve) => {
    reader.once('line', (line) => {
      resolve(line)
      reader.close()
    })
    reader.once('SIGINT', () => reader.close())
    reader.once('close', () => {
      resolve(null)
      process.stdin.pause()
    })
  })
}
