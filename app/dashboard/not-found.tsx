// A record or a page of the dashboard that is not there (or belongs to another shop, which looks the same).
export { NotFoundState as default } from '@/components/shell/not-found-state'
