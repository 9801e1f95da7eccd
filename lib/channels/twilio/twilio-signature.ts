// X-Twilio-Signature by Twilio's own library: base64 HMAC-SHA1 over the public address and the sorted form fields.
// https://www.twilio.com/docs/usage/security#validating-requests
import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js'
import type { ChannelConfig, RawDelivery } from '@/lib/messages/channel'
import { allFields, twilioForm } from './twilio-form'
import { twilioSettingsSchema } from './twilio-settings'

/** 20 bytes in base64. A header sent twice arrives joined by a comma and is refused here. */
const signatureForm = /^[A-Za-z0-9+/]{27}=$/

/** The address that Twilio was given: scheme, host and path are ours to say, only a query may come from the request. */
function signedUrl(url: string, publicUrl: string | undefined): string {
  if (publicUrl === undefined || publicUrl.includes('?')) return publicUrl ?? url
  const query = url.indexOf('?')
  return query === -1 ? publicUrl : publicUrl + url.slice(query)
}

/** Whether one of the auth tokens signed this delivery. Bodies other than forms are never genuine here. */
export function isSignedByTwilio(delivery: RawDelivery, { secrets, settings }: ChannelConfig): boolean {
  const { accountSid, publicUrl } = twilioSettingsSchema.catch({}).parse(settings)
  const signature = delivery.headers['x-twilio-signature']
  if (signature === undefined || !signatureForm.test(signature) || delivery.body.length === 0) return false
  const form = twilioForm(delivery.body)
  if (accountSid !== undefined && form.get('AccountSid') !== accountSid) return false
  const url = signedUrl(delivery.url, publicUrl)
  const fields = allFields(form)
  return secrets.some((token) => token !== '' && validateRequest(token, signature, url, fields))
}

/** A delivery as Twilio would send it. */
export function signLikeTwilio(fields: Record<string, string>, { secrets, settings }: ChannelConfig, url: string): RawDelivery {
  const { publicUrl } = twilioSettingsSchema.parse(settings)
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'x-twilio-signature': getExpectedTwilioSignature(secrets[0] ?? '', signedUrl(url, publicUrl), fields),
    },
    body: Buffer.from(new URLSearchParams(fields).toString()),
  }
}
