package dev.demitasse.gateway;

/** What all connections of a port published as HTTP share. */
record HttpService(HttpRoutes routes, HttpOptions options, BackendConnections backends, Deadlines deadlines) {}
