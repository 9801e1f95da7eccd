// What Accueil shows, as data.

export type SetupStepId = 'customers' | 'crm' | 'channels'
export type SetupStep = { id: SetupStepId; href: string; done: boolean }

export type TodoKind = 'messages' | 'conflicts' | 'duplicates' | 'connections'
export type Todo = { kind: TodoKind; count: number; href: string; oldestAt?: Date | undefined }

export type Overview = {
  /** Shown until every step is done. */
  steps: SetupStep[]
  /** Shown most urgent first, as given; a count of 0 is left out. */
  todos: Todo[]
}
