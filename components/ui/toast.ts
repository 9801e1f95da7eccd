// Says something in passing, from any client component: `toast({ tone: 'ok', title: '…', action: { label: 'Annuler', onClick } })`.

export type ToastMessage = {
  tone: 'ok' | 'danger' | 'info'
  title: string
  description?: string | undefined
  /** Undo, mostly; the message then stays 10 seconds. */
  action?: { label: string; onClick: () => void } | undefined
}

const listeners = new Set<(message: ToastMessage) => void>()

export function toast(message: ToastMessage) {
  for (const listener of listeners) listener(message)
}

export function onToast(listener: (message: ToastMessage) => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
