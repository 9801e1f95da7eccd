// Secrets that are planted in a running product and looked for wherever they must not be.
import { randomBytes } from 'node:crypto'

export class Canaries {
  readonly #planted = new Map<string, string>()

  /** A secret of our own making, at least 40 characters. */
  make(name: string, prefix = ''): string {
    return this.plant(name, `${prefix}canari${randomBytes(24).toString('hex')}`)
  }

  /** One that the product or a vendor made. */
  plant(name: string, secret: string): string {
    if (secret.length < 12) throw new Error(`${name} is too short to be found for sure`)
    this.#planted.set(name, secret)
    return secret
  }

  valueOf(name: string): string {
    const secret = this.#planted.get(name)
    if (secret === undefined) throw new Error(`${name} was not planted`)
    return secret
  }

  get names(): string[] {
    return [...this.#planted.keys()]
  }

  /** Names of those in a text, as they are or as texts and addresses write them. `but` are meant to be there. */
  in(text: string, but: readonly string[] = []): string[] {
    return [...this.#planted]
      .filter(([name, secret]) => !but.includes(name) && spellings(secret).some((one) => text.includes(one)))
      .map(([name]) => name)
  }
}

/** In base64 a text reads in three ways, by where it begins; only what does not hang on its neighbours is looked for. */
const base64Of = (secret: string): string[] =>
  [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.from(' '.repeat(shift) + secret)
      .toString('base64')
      .replaceAll('=', '')
    const whole = encoded.slice(shift === 0 ? 0 : 4, -4)
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')]
  })

const spellings = (secret: string): string[] => [
  ...new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#x27;').replaceAll('<', '&lt;'),
    Buffer.from(secret).toString('hex'),
    ...base64Of(secret),
  ]),
]
