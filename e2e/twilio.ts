// A correctly signed SMS, made as the vendor documents it and not with the product's own code.
import { createHmac } from 'node:crypto'

export interface Sms {
  sid: string
  from: string
  text: string
}

export function signedSms(
  url: string,
  token: string,
  { sid, from, text }: Sms,
): { body: string; headers: Record<string, string> } {
  const fields: Record<string, string> = {
    MessageSid: sid,
    SmsSid: sid,
    AccountSid: 'AC00000000000000000000000000000000',
    From: from,
    To: '+33639980000',
    Body: text,
    NumMedia: '0',
    NumSegments: '1',
    ApiVersion: '2010-04-01',
  }
  const signed =
    url +
    Object.keys(fields)
      .sort()
      .map((name) => name + (fields[name] ?? ''))
      .join('')
  return {
    body: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': createHmac('sha1', token).update(signed).digest('base64'),
    },
  }
}

export const postSms = (url: string, token: string, sms: Sms): Promise<Response> => {
  const { body, headers } = signedSms(url, token, sms)
  return fetch(url, { method: 'POST', body, headers })
}
