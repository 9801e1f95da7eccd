// The selected customers as a file: a form that says whom, because ten thousand ids are no address.
import { exportSelection } from '@/lib/server/bulk/export-selection'
import { exportWords } from '../../export-words'

export async function POST(request: Request) {
  const words = await exportWords()
  return exportSelection(request, words, words.fileName)
}
