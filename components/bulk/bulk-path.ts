// Addresses of bulk jobs.
import { listPath } from '@/components/customers/list-url'

export const bulkPath = `${listPath}/bulk`
export const bulkHref = (id: string): string => `${bulkPath}/${id}`
