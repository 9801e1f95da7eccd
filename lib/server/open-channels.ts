// Channels as this process last read them, so that a delivery costs one round trip less. Never trusted for long: the
// statement that stores a delivery compares them with the table, and a channel that is not there is not remembered.
import 'server-only'
import { findChannel, type OpenChannel } from '@/lib/db/channel-repo'

const most = 1000
const known = new Map<string, OpenChannel>()

/** The channel, and whether it was just read from the database; `again` insists on that. Null when unknown or closed. */
export async function openChannel(id: string, again: boolean): Promise<{ channel: OpenChannel; fresh: boolean } | null> {
  const remembered = known.get(id)
  if (remembered !== undefined && !again) return { channel: remembered, fresh: false }
  const channel = await findChannel(id)
  known.delete(id)
  if (channel === null) return null
  if (known.size >= most) known.clear()
  known.set(id, channel)
  return { channel, fresh: true }
}
