// What the launcher says to people: French first, English on the next line.

let output = process.stdout

/** Sends every later message to this stream; commands whose stdout is data (the CLI) use stderr. */
export function sendMessagesTo(stream) {
  output = stream
}

/** Prints one message in French, then in English. */
export function say(french, english) {
  output.write(`${french}\n${english}\n`)
}

/** An expected failure that says what to do next; it is shown without a stack. */
export class LauncherError extends Error {
  /**
   * @param {string} french what happened and what to do
   * @param {string} english the same
   * @param {{ cause?: unknown, detail?: string }} [more] `detail` is technical text shown below both
   */
  constructor(french, english, { cause, detail } = {}) {
    super(english, { cause })
    this.name = 'LauncherError'
    this.french = french
    this.detail = detail
  }
}

/** Prints an error on stderr: an expected one as its two sentences, any other with its stack. */
export function showError(error) {
  if (error instanceof LauncherError) {
    const detail = error.detail ? `\n${error.detail.trim()}\n` : ''
    process.stderr.write(`\n${error.french}\n${error.message}\n${detail}`)
    return
  }
  process.stderr.write(`\nErreur inattendue.\nUnexpected error.\n${error?.stack ?? error}\n`)
}

/** Runs a script's main function; an error is shown and ends the process with code 1. */
export async function runMain(main) {
  // A reader that goes away (`npm start | head`) must not bring the product down.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    await main()
  } catch (error) {
    showError(error)
    process.exit(1)
  }
}
