// Identifiers of our own rows: UUID version 7, so that ids sort by time of making.
import { v7 } from 'uuid'

export const newId = (): string => v7()
