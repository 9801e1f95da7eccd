// Structured logs on standard error. Ids are logged, message text, addresses and secrets never.
import pino from 'pino'
import { env } from './env'

const secretPaths = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'secrets',
  'token',
  'key',
  'credentials',
  'phone',
  'email',
  'body',
  'text',
  'from',
]

let logger: pino.Logger | undefined

export const log = (): pino.Logger =>
  (logger ??= pino(
    { level: env().LOG_LEVEL, redact: { paths: secretPaths.flatMap((path) => [path, `*.${path}`]), censor: '[hidden]' } },
    pino.destination(2),
  ))
