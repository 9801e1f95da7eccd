// Every kind of channel, one line each.
import type { ChannelType } from '@/lib/messages/channel'
import { standard } from './standard'
import { twilioSms } from './twilio-sms'
import { twilioWhatsapp } from './twilio-whatsapp'

export const channelTypes: readonly ChannelType[] = [twilioSms, twilioWhatsapp, standard]

/** The kind of channel with this id, or null. */
export const channelType = (id: string): ChannelType | null => channelTypes.find((type) => type.id === id) ?? null
