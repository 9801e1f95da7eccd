// Server-sent events for a signed-in person's screens: what changed in their shop, and nothing of any other.
import 'server-only'
import { cookies } from 'next/headers'
import { currentSession, sessionOfCookie } from '@/lib/auth/session'
import { sessionCookie } from '@/lib/auth/session-cookie'
import { shopChangedSince } from '@/lib/db/change-since'
import { log } from '@/lib/shared/log'
import { type LiveEvent, subscribeLive } from './live'
import { DoorError, problemResponse } from './problem'

/** Milliseconds between signs of life; at each the session is looked at again. */
const heartbeat = 20_000
/** Milliseconds that the clocks of a page's server and of the database may differ. */
const slack = 2_000

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'private, no-store, no-transform',
  'x-accel-buffering': 'no',
}

const line = (event: LiveEvent): string => `data: ${JSON.stringify(event)}\n\n`

/**
 * Answers `GET /api/live?since=<milliseconds>`: a stream of `{kind, customerId}` in JSON, `{"kind":"missed"}` when anything
 * may have changed since `since` (when the page was made). Ends when the session does, or moves to another shop. 401 without one.
 */
export async function liveStream(request: Request, beat = heartbeat): Promise<Response> {
  const signedIn = await currentSession()
  if (signedIn === null)
    return problemResponse(new DoorError(401, 'unauthorized', 'signed_out'), request.headers.get('accept-language'))
  const { id: tenantId } = signedIn.shop
  const since = Number(new URL(request.url).searchParams.get('since') ?? Number.NaN)
  const cookie = (await cookies()).get(sessionCookie().name)?.value
  const stillSignedIn = async (): Promise<boolean> => (await sessionOfCookie(cookie))?.shop.id === tenantId
  return new Response(liveBody({ tenantId, since, beat, signal: request.signal, stillSignedIn }), { headers })
}

interface LiveBody {
  tenantId: string
  since: number
  beat: number
  signal: AbortSignal
  stillSignedIn: () => Promise<boolean>
}

/** The stream itself, apart from where the session comes from. */
export function liveBody({ tenantId, since, beat, signal, stillSignedIn }: LiveBody): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let release = (): boolean => false
  return new ReadableStream<Uint8Array>({
    start: (controller) => {
      let open = true
      const send = (text: string): void => {
        if (open) controller.enqueue(encoder.encode(text))
      }
      const unsubscribe = subscribeLive(tenantId, (event) => send(line(event)))
      const timer = setInterval(() => {
        send(': still here\n\n')
        // Asked in vain because the database is away is no reason to end: the next beat asks again.
        stillSignedIn().then(
          (still) => (still ? undefined : close()),
          (error: unknown) => log().warn({ err: error }, 'live session not checked'),
        )
      }, beat)
      const close = (): void => {
        if (release()) controller.close()
      }
      release = () => {
        const first = open
        open = false
        clearInterval(timer)
        unsubscribe()
        signal.removeEventListener('abort', close)
        return first
      }
      signal.addEventListener('abort', close)
      send('retry: 2000\n\n')
      if (signal.aborted) close()
      // What changed between the making of the page and the subscription.
      else if (Number.isFinite(since))
        shopChangedSince(tenantId, new Date(since - slack)).then(
          (changed) => changed && send(line({ kind: 'missed' })),
          (error: unknown) => log().warn({ err: error }, 'live changes not looked up'),
        )
    },
    cancel: () => void release(),
  })
}
