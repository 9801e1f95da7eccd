// The table of segments and the other system's stages as a connection's settings hold it.
import { z } from 'zod'

const table = z.record(z.string().trim().min(1).max(60), z.string().trim().min(1).max(60))

/** `toStage`: our segment → their stage. `toSegment`: their stage → our segment. The two need not mirror each other. */
export const stageTableSchema = z.object({ toStage: table, toSegment: table }).strict()
export type StageTable = z.output<typeof stageTableSchema>

export const noStages: StageTable = { toStage: {}, toSegment: {} }
