// Asks for the selection as a file. By a form: the browser saves what comes while it comes, and ten thousand ids fit.
import { bulkPath } from '@/components/bulk/bulk-path'

export function sendExport(target: object): void {
  const form = document.createElement('form')
  form.method = 'post'
  form.action = `${bulkPath}/export`
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = 'target'
  field.value = JSON.stringify(target)
  form.append(field)
  document.body.append(form)
  form.submit()
  form.remove()
}
