// Sends a file and tells how far it has come, which fetch cannot.

export type SendResult =
  { kind: 'sent'; id: string } | { kind: 'refused'; message: string } | { kind: 'unreachable' } | { kind: 'stopped' }
export interface Sending {
  answer: Promise<SendResult>
  stop(): void
}

/** @param progress told 0 to 1 as the bytes leave */
export function sendFile(file: File, progress: (share: number) => void): Sending {
  const request = new XMLHttpRequest()
  const answer = new Promise<SendResult>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded, total, lengthComputable }) => {
      if (lengthComputable) progress(loaded / total)
    })
    request.addEventListener('load', () => resolve(readAnswer(request.responseText)))
    request.addEventListener('error', () => resolve({ kind: 'unreachable' }))
    request.addEventListener('abort', () => resolve({ kind: 'stopped' }))
  })
  request.open('POST', `/api/imports?name=${encodeURIComponent(file.name.slice(0, 200))}`)
  request.setRequestHeader('content-type', 'application/octet-stream')
  request.send(file)
  return {
    answer,
    stop: () => {
      request.abort()
    },
  }
}

function readAnswer(text: string): SendResult {
  try {
    const answer: unknown = JSON.parse(text)
    if (typeof answer !== 'object' || answer === null) return { kind: 'unreachable' }
    if ('data' in answer && typeof answer.data === 'string') return { kind: 'sent', id: answer.data }
    if ('message' in answer && typeof answer.message === 'string') return { kind: 'refused', message: answer.message }
    return { kind: 'unreachable' }
  } catch {
    return { kind: 'unreachable' }
  }
}
