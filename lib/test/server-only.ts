// Stands in for the package "server-only" in tests, where every module is on the server.
export {}
