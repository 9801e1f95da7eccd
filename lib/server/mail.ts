// Sends a mail by the operator's server, when there is one.
import 'server-only'
import { createTransport } from 'nodemailer'
import { env } from '@/lib/shared/env'
import { CrmError } from '@/lib/shared/errors'

export interface Mail {
  to: string
  subject: string
  /** Plain text. */
  text: string
}

export const hasMailServer = (): boolean => env().SMTP_URL !== undefined

/** Resolves once the server took it. Throws `unavailable` without a server, or when it refuses or does not answer in time. */
export async function sendMail({ to, subject, text }: Mail): Promise<void> {
  const { SMTP_URL: url, MAIL_FROM: from = `Coccinelle <coccinelle@${new URL(env().APP_URL).hostname}>` } = env()
  if (url === undefined) throw new CrmError('unavailable', 'No mail server is set')
  const transport = createTransport({ url, connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 })
  try {
    // Auto-Submitted keeps holiday answers away.
    await transport.sendMail({ from, to, subject, text, headers: { 'auto-submitted': 'auto-generated' } })
  } catch {
    // The cause is left out: it may quote the address and the password of the server.
    throw new CrmError('unavailable', 'The mail server did not take the mail')
  } finally {
    transport.close()
  }
}
