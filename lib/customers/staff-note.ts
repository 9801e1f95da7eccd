// A note as staff work with it: changed with its history kept, pinned, taken away and put back.
import { z } from 'zod'
import { noteSchema } from './customer'

/**
 * `version` and `updatedAt` are those of the text, `editedBy` who wrote it when that was not `createdBy`'s first writing.
 * `content` of a note that was taken away is empty; the text itself is kept.
 */
export const staffNoteSchema = noteSchema.extend({
  editedBy: z.string().nullable(),
  isPinned: z.boolean(),
  isRemoved: z.boolean(),
  removedBy: z.string().nullable(),
})
export type StaffNote = z.infer<typeof staffNoteSchema>

/** What a note said, from when on, and who wrote it so. */
export const noteVersionSchema = z.object({ version: z.int(), content: z.string(), by: z.string(), at: z.date() })
export type NoteVersion = z.infer<typeof noteVersionSchema>

/** So much of a note stands on its line of the timeline. */
export const noteBeginning = (content: string): string => content.slice(0, 280)
