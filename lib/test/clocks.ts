// Clocks for tests: one whose time passes only while everything waits, one that runs faster than the world.

export interface TestClock {
  now(): number
  wait(milliseconds: number, wake: () => void): () => void
}

/** Time that jumps to the next alarm. `run` ends when no alarm is left. */
export function virtualClock(): TestClock & { sleep(milliseconds: number): Promise<void>; run(): Promise<void> } {
  let now = 0
  const alarms = new Set<{ at: number; wake: () => void }>()
  const wait = (milliseconds: number, wake: () => void): (() => void) => {
    const alarm = { at: now + milliseconds, wake }
    alarms.add(alarm)
    return () => void alarms.delete(alarm)
  }
  return {
    now: () => now,
    wait,
    sleep: (milliseconds) => new Promise((resolve) => void wait(milliseconds, resolve)),
    run: async () => {
      for (;;) {
        for (let i = 0; i < 8; i++) await Promise.resolve()
        let next: { at: number; wake: () => void } | undefined
        for (const alarm of alarms) if (next === undefined || alarm.at < next.at) next = alarm
        if (next === undefined) return
        alarms.delete(next)
        now = Math.max(now, next.at)
        next.wake()
      }
    },
  }
}

/** `speed` times as fast as the world; for what waits for seconds while it talks to a server on loopback. */
export const fastClock = (speed: number): TestClock => ({
  now: () => performance.now() * speed,
  wait: (milliseconds, wake) => {
    const timer = setTimeout(wake, milliseconds / speed)
    return () => clearTimeout(timer)
  },
})
