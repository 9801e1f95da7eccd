// Loaded into web and worker: when the launcher is gone (kill -9), they end too instead of holding port and jobs.
if (process.channel) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.exit(1), 5_000).unref()
  })
  process.channel.unref()
}
