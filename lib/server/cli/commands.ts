// Every command of this version. Each is loaded only when it is asked for: the command line answers at once.
import type { Command } from './command'

type Load = () => Promise<Command>

/** By name; `Map` so that no inherited property is ever taken for a command. */
export const commands: ReadonlyMap<string, Load> = new Map<string, Load>([
  ['tenant:create', async () => (await import('./create-tenant')).createTenantCommand],
  ['user:create', async () => (await import('./create-user')).createUserCommand],
  ['api-key:create', async () => (await import('./create-api-key')).createApiKeyCommand],
  ['channel:create', async () => (await import('./create-channel')).createChannelCommand],
  ['connection:create', async () => (await import('./create-connection')).createConnectionCommand],
  ['demo:seed', async () => (await import('./seed-demo-shop')).seedDemoCommand],
  ['secrets:rotate', async () => (await import('./rotate-secrets')).rotateSecretsCommand],
])
