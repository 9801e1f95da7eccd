// The only reader of process.env. A bad value stops the start with a message that names the variable.
import { z } from 'zod'

const databaseUrl = z
  .string({ error: 'is missing: start the product with `npm start`, or set it to a postgresql:// address' })
  .regex(/^postgres(ql)?:\/\//, { error: 'must be a postgresql:// address' })

const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  APP_DATABASE_URL: databaseUrl,
  WORKER_DATABASE_URL: databaseUrl.optional(),
  APP_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address such as https://hub.example' })
    .default('http://localhost:3000')
    .transform((url) => url.replace(/\/+$/, '')),
  APP_SECRET: z
    .string({ error: 'is missing: `npm start` makes one in the data dir; elsewhere set 32 random characters or more' })
    .min(32, { error: 'must have 32 characters or more' }),
  /** Older secrets that still open what they sealed, separated by commas (see `npm run cli -- secrets:rotate`). */
  APP_SECRET_PREVIOUS: z
    .string()
    .default('')
    .transform((list) => list.split(',').filter((secret) => secret !== '')),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  WORKER_CONCURRENCY: z.coerce.number().int().min(1).max(100).default(8),
  METRICS_TOKEN: z.string().min(16, { error: 'must have 16 characters or more' }).optional(),
  /** The server that sends our mails; without one, what a mail would say is on the screens only. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'must be an smtp(s) address such as smtps://user:password@mail.example' })
    .optional(),
  /** Who our mails are from, such as `Coccinelle <hub@shop.example>`; default: coccinelle@ the host of APP_URL. */
  MAIL_FROM: z
    .string()
    .regex(/^([^<>\r\n]*<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, { error: 'must be an e-mail address, or Name <address>' })
    .optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})

export type Environment = z.infer<typeof environment>

/** Reads and checks variables; throws one error that lists every bad variable by name. */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const result = environment.safeParse(given)
  if (result.success) return result.data
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.')} ${issue.message}`)
  throw new Error(`Variables d’environnement à corriger / environment variables to correct:\n${lines.join('\n')}`)
}

let current: Environment | undefined

/** The process's environment, read once. */
export const env = (): Environment => (current ??= readEnvironment())

function readEnvironment(): Environment {
  const read = parseEnvironment(process.env)
  // next-auth asks for its own address under this name, and has no option for it.
  process.env.NEXTAUTH_URL ??= read.APP_URL
  return read
}

const vendorVariables = z.object({
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  appId: z.string().optional(),
  /** Where the vendor's API and consent page are instead of the vendor's own addresses: tests and the sandbox. */
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'must be an http(s) address' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** Origins that may be called over plain http, for systems at addresses of the shops' own; separated by commas. */
  httpOrigins: z
    .string()
    .default('')
    .transform((list) => list.split(',').flatMap((one) => (one.trim() === '' ? [] : [one.trim()])))
    .pipe(z.array(z.url({ protocol: /^http$/, error: 'must be http:// addresses' }).transform((url) => new URL(url).origin))),
})
export type VendorEnvironment = z.output<typeof vendorVariables>

const vendorPrefix = (vendor: string): string => vendor.toUpperCase().replace(/[^A-Z0-9]+/g, '_')

/** The variables without which a vendor's consent page cannot be opened. */
export const consentVariables = (vendor: string): string[] =>
  ['CLIENT_ID', 'CLIENT_SECRET'].map((name) => `${vendorPrefix(vendor)}_${name}`)

/** What the operator set for a vendor: `<VENDOR>_CLIENT_ID`, `_CLIENT_SECRET`, `_APP_ID`, `_BASE_URL`, `_HTTP_ORIGINS`. Throws on a bad value. */
export function vendorEnvironment(
  vendor: string,
  variables: Record<string, string | undefined> = process.env,
): VendorEnvironment {
  const prefix = vendorPrefix(vendor)
  const read = (name: string) => (variables[`${prefix}_${name}`]?.trim() ?? '') || undefined
  const result = vendorVariables.safeParse({
    clientId: read('CLIENT_ID'),
    clientSecret: read('CLIENT_SECRET'),
    appId: read('APP_ID'),
    baseUrl: read('BASE_URL'),
    httpOrigins: read('HTTP_ORIGINS'),
  })
  if (result.success) return result.data
  const [name, must] =
    result.error.issues[0]?.path[0] === 'httpOrigins'
      ? ['HTTP_ORIGINS', 'must be http:// addresses with commas between']
      : ['BASE_URL', 'must be an http(s) address']
  throw new Error(`Variable d’environnement à corriger / environment variable to correct: ${prefix}_${name} ${must}`)
}
