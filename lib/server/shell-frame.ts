// What the shell around every page shows of the person's shops and of the shop's tags.
import 'server-only'
import { readShellFrame } from '@/lib/db/shell-frame-repo'
import type { DashboardContext } from './context'

export const getShellFrame = ({ shop, signedIn }: DashboardContext) => readShellFrame(shop.id, signedIn.user.id)
