'use client'
// What is done with the selection: the bar under the list while somebody is selected, and how far a job has come.
import { useState } from 'react'
import type { CustomerCount, CustomerFilter } from '@/lib/customers/customer-store'
import { JobBar } from './job-bar'
import { SelectionBar } from './selection-bar'

export interface SelectionDeskProps {
  filter: CustomerFilter
  /** Ids of the lines, in order. */
  page: string[]
  /** Of all who match. */
  total: CustomerCount
  mayArchive: boolean
  mayExport: boolean
}

const jobKey = 'customers:bulk-job'

export default function SelectionDesk(props: SelectionDeskProps) {
  const [job, setJob] = useState(() => ({ id: sessionStorage.getItem(jobKey), isNew: false }))
  const show = (id: string | null) => {
    setJob({ id, isNew: true })
    if (id === null) sessionStorage.removeItem(jobKey)
    else sessionStorage.setItem(jobKey, id)
  }
  const address = JSON.stringify(props.filter)
  return (
    <div className="pointer-events-none sticky bottom-[calc(64px+env(safe-area-inset-bottom))] z-bar mt-3 flex flex-col items-center gap-2 md:bottom-4">
      {job.id !== null && <JobBar key={job.id} id={job.id} isNew={job.isNew} onClose={() => show(null)} />}
      <SelectionBar key={address} {...props} address={address} onJob={show} />
    </div>
  )
}
