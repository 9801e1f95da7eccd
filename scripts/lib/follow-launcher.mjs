// Loaded into web and worker: when the launcher is gone (kill -9), they end too instead of holding port and jobs.
// Programs they fork inherit this file but speak to another parent: those are left alone.
const launcher = Number(new URL(import.meta.url).searchParams.get('launcher'))

if (process.channel && process.ppid === launcher) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 5_000).unref()
  })
  process.channel.unref()
}
