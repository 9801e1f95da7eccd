// Answers a method that an address does not take, saying which it takes.
import 'server-only'
import { DoorError, problemResponse } from './problem'

/** @param allow as in the Allow header: `POST`, or `GET, POST` */
export const methodNotAllowed =
  (allow: string) =>
  (request: Request): Promise<Response> =>
    problemResponse(
      new DoorError(405, 'method_not_allowed', 'method_not_allowed', {}, { allow }),
      request.headers.get('accept-language'),
    )
