// WhatsApp through Twilio. https://www.twilio.com/docs/whatsapp/api and the messaging guide's webhook request
import { parseInput } from '@/lib/customers/parse-input'
import type { ChannelType } from '@/lib/messages/channel'
import { firstFields, twilioForm } from '../twilio/twilio-form'
import { emptyTwiml, makeAuthToken, mediaOf } from '../twilio/twilio-message'
import { authTokenSchema, twilioSettingsSchema } from '../twilio/twilio-settings'
import { isSignedByTwilio, signLikeTwilio } from '../twilio/twilio-signature'
import { twilioWhatsappSchema } from './schema'
import { whatsappSender } from './whatsapp-sender'

export const twilioWhatsapp: ChannelType<typeof twilioSettingsSchema> = {
  id: 'twilio-whatsapp',
  channel: 'whatsapp',
  settingsSchema: twilioSettingsSchema,
  mediaType: 'application/x-www-form-urlencoded',
  maxBytes: 256 * 1024,
  secret: 'given',
  secretSchema: authTokenSchema,
  makeSecret: makeAuthToken,
  verify: isSignedByTwilio,
  parse: (delivery) => {
    const fields = firstFields(twilioForm(delivery.body))
    const message = parseInput(twilioWhatsappSchema, fields)
    return {
      eventId: message.MessageSid,
      messages: [
        {
          externalId: message.MessageSid,
          channel: 'whatsapp',
          ...whatsappSender(message),
          senderName: message.ProfileName?.slice(0, 200) || null,
          to: message.To ?? null,
          text: message.Body,
          media: mediaOf(fields, message.NumMedia),
          occurredAt: null,
        },
      ],
    }
  },
  accepted: () => emptyTwiml,
  sample: ({ from, text, externalId }, config, url) => {
    const number = /^\+\d+$/.test(from)
    return signLikeTwilio(
      {
        SmsMessageSid: externalId,
        NumMedia: '0',
        ProfileName: 'Client de test',
        MessageType: 'text',
        SmsSid: externalId,
        ...(number ? { WaId: from.slice(1) } : { ExternalUserId: `whatsapp:${from}` }),
        SmsStatus: 'received',
        Body: text,
        To: 'whatsapp:+33939980000',
        NumSegments: '1',
        MessageSid: externalId,
        AccountSid: twilioSettingsSchema.parse(config.settings).accountSid ?? `AC${'0'.repeat(32)}`,
        From: `whatsapp:${from}`,
        ApiVersion: '2010-04-01',
      },
      config,
      url,
    )
  },
}
