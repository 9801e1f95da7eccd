'use client'
// The last resort, when even the document could not be made. No catalogue can be trusted here, hence both languages.
import './globals.css'

export default function GlobalError({ retry }: { error: Error; retry: () => void }) {
  return (
    <html lang="fr">
      <body>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-2 p-4 text-center">
          <h1 className="text-lg font-semibold">Coccinelle ne peut pas s’afficher</h1>
          <p>Rien n’est perdu. Réessayez dans un instant.</p>
          <p lang="en" className="text-muted">
            Coccinelle cannot be shown. Nothing is lost. Try again in a moment.
          </p>
          <button type="button" onClick={retry} className="mt-2 h-touch rounded border border-line bg-surface px-3 font-medium">
            Réessayer · <span lang="en">Try again</span>
          </button>
        </main>
      </body>
    </html>
  )
}
