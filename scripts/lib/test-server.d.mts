// Types of test-server.mjs for the TypeScript test tools.
export interface TestServer {
  addresses: { superUrl: string; ownerUrl: string; appUrl: string; workerUrl: string; template: string }
  stop(): Promise<void>
}
export function startTestServer(): Promise<TestServer>
