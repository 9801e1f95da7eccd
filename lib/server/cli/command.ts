// What a command of `npm run cli` is, and how it talks: data on standard output, words for people on standard error.
import type { ParseArgsConfig } from 'node:util'

export interface Bilingual {
  fr: string
  en: string
}

/** Options as written, `--name value`; an option given without being known is refused before `run`. */
export type OptionValues = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>

export interface Command {
  name: string
  /** The options as shown in the usage, e.g. `--slug SLUG --name NAME [--region FR]`. */
  synopsis: string
  about: Bilingual
  options: NonNullable<ParseArgsConfig['options']>
  /** Does the work; what it gives back is printed alone on standard output. */
  run(values: OptionValues): Promise<string | undefined>
}

/** The command line itself is wrong: shown with the usage, exit code 2. */
export class UsageError extends Error {
  constructor(readonly text: Bilingual) {
    super(text.en)
    this.name = 'UsageError'
  }
}

/** An expected failure that has no CrmError of its own: shown in both languages, exit code 1. */
export class RefusedError extends Error {
  constructor(readonly text: Bilingual) {
    super(text.en)
    this.name = 'RefusedError'
  }
}

/** The value of a text option; throws UsageError when it is missing or empty. */
export function need(values: OptionValues, name: string): string {
  const value = optional(values, name)
  if (value !== undefined) return value
  throw new UsageError({ fr: `Il manque l’option --${name}.`, en: `The option --${name} is missing.` })
}

/** The trimmed value of a text option, or undefined. */
export function optional(values: OptionValues, name: string): string | undefined {
  const value = values[name]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** One sentence in each language on standard error. */
export const tell = ({ fr, en }: Bilingual): void => void process.stderr.write(`${fr}\n${en}\n`)
