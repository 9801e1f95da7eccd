// SMS through Twilio. https://www.twilio.com/docs/messaging/guides/webhook-request
import { parseInput } from '@/lib/customers/parse-input'
import type { ChannelType } from '@/lib/messages/channel'
import { firstFields, twilioForm } from '../twilio/twilio-form'
import { emptyTwiml, makeAuthToken, mediaOf, twilioMessageSchema } from '../twilio/twilio-message'
import { authTokenSchema, twilioSettingsSchema } from '../twilio/twilio-settings'
import { isSignedByTwilio, signLikeTwilio } from '../twilio/twilio-signature'

/** A number with its country. Short codes and names of senders (`36105`, `MaBanque`) are not: they cannot be answered. */
const phoneNumber = /^\s*\+?\d{7,15}$/

export const twilioSms: ChannelType<typeof twilioSettingsSchema> = {
  id: 'twilio-sms',
  channel: 'sms',
  settingsSchema: twilioSettingsSchema,
  mediaType: 'application/x-www-form-urlencoded',
  maxBytes: 256 * 1024,
  secret: 'given',
  secretSchema: authTokenSchema,
  makeSecret: makeAuthToken,
  verify: isSignedByTwilio,
  parse: (delivery) => {
    const fields = firstFields(twilioForm(delivery.body))
    const sms = parseInput(twilioMessageSchema, fields)
    return {
      eventId: sms.MessageSid,
      messages: [
        {
          externalId: sms.MessageSid,
          channel: 'sms',
          from: sms.From,
          fromKind: phoneNumber.test(sms.From) ? 'phone' : 'unknown',
          alsoKnownAs: null,
          senderName: null,
          to: sms.To ?? null,
          text: sms.Body,
          media: mediaOf(fields, sms.NumMedia),
          occurredAt: null,
        },
      ],
    }
  },
  accepted: () => emptyTwiml,
  sample: ({ from, text, externalId }, config, url) =>
    signLikeTwilio(
      {
        ToCountry: 'FR',
        SmsMessageSid: externalId,
        NumMedia: '0',
        SmsSid: externalId,
        SmsStatus: 'received',
        FromCountry: 'FR',
        Body: text,
        To: '+33939980000',
        NumSegments: '1',
        MessageSid: externalId,
        AccountSid: twilioSettingsSchema.parse(config.settings).accountSid ?? `AC${'0'.repeat(32)}`,
        From: from,
        ApiVersion: '2010-04-01',
      },
      config,
      url,
    ),
}
