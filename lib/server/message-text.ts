// Words for keys that data names, such as a manifest's `summaryKey`: the compiler cannot know them, so a missing one is null.
import 'server-only'
import { getMessages } from 'next-intl/server'

/** Plain sentences only: a text with arguments is for `t`. */
export async function messageText(): Promise<(key: string) => string | null> {
  const messages: unknown = await getMessages()
  return (key) => {
    let found = messages
    for (const part of key.split('.'))
      found = found instanceof Object ? Object.entries(found).find(([name]) => name === part)?.[1] : undefined
    return typeof found === 'string' ? found : null
  }
}
