// A file for the browser to keep, sent while it is made: no more of it is held than the reader has asked for.
import 'server-only'

const charsets: Record<string, string> = { 'utf-16be': 'utf-16', 'utf-16le': 'utf-16', macintosh: 'macintosh' }

/** `name` in plain words; `pieces` ends early when the reader goes away. */
export function downloadOf(pieces: AsyncGenerator<Uint8Array>, name: string, encoding = 'utf-8'): Response {
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const piece = await pieces.next()
      if (piece.done === true) controller.close()
      else controller.enqueue(piece.value)
    },
    cancel: async () => void (await pieces.return(undefined)),
  })
  const plain = name.normalize('NFKD').replace(/[^\w.-]/g, '_')
  return new Response(body, {
    headers: {
      'content-type': `text/csv; charset=${charsets[encoding] ?? encoding}`,
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    },
  })
}
