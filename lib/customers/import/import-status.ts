// The states of an import.

/**
 * `receiving` while the file comes; `checking` and `checked` are the dry run; `running`, then `done`, or `cancelled` with
 * what was done until then; `reverting` and `reverted`. `discarded`: given up before it ran.
 */
export const importStatuses = [
  'receiving',
  'checking',
  'checked',
  'running',
  'done',
  'cancelled',
  'reverting',
  'reverted',
  'discarded',
] as const
export type ImportStatus = (typeof importStatuses)[number]
