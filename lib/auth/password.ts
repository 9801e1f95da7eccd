// Passwords: argon2id with OWASP's first parameters (19 MiB, two passes, one lane).
import 'server-only'
import { hash, verify } from '@node-rs/argon2'

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

/** No password has this hash; checking one against it costs as much as checking a real one. */
const nobody = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$${Buffer.alloc(16)
  .toString('base64')
  .replace(/=+$/, '')}$${Buffer.alloc(32).toString('base64').replace(/=+$/, '')}`

/** Whether `password` is the one of `passwordHash`. With null (no such user) it takes the same time and is false. */
export const verifyPassword = (passwordHash: string | null, password: string): Promise<boolean> =>
  verify(passwordHash ?? nobody, password)
