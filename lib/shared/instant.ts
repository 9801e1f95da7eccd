// A moment given by a caller: a Date, ISO 8601 with its offset (RFC 3339), or a day, which means its midnight in UTC.
import { z } from 'zod'

export const instantSchema = z
  .union([z.iso.datetime({ offset: true, error: 'instant' }), z.iso.date({ error: 'instant' }), z.date()], {
    error: (issue) => (issue.input === undefined ? 'required' : 'instant'),
  })
  .transform((value) => new Date(value))
