// Server-sent events for open screens (components/live/live-refresh.tsx).
import { liveStream } from '@/lib/server/live-stream'

export const GET = (request: Request): Promise<Response> => liveStream(request)
