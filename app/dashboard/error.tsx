'use client'
// A failure of one page: the frame around it goes on working.
export { FailureState as default } from '@/components/shell/failure-state'
