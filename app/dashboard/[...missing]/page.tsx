// An address of the dashboard that leads nowhere: said inside the frame, so that the way on is at hand.
import { notFound } from 'next/navigation'
import { requireContext } from '@/lib/server/context'

export default async function Page() {
  await requireContext()
  notFound()
}
