'use client'
// What happens to a note is told to the whole Fil: the same note may stand on top of it and on its own day.
import { createContext, useContext } from 'react'
import type { LineNote } from '../timeline-line'

export const NoteChange = createContext<(note: LineNote) => void>(() => undefined)
export const useNoteChange = () => useContext(NoteChange)
