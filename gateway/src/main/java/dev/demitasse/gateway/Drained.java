package dev.demitasse.gateway;

/**
 * How the draining of a backend ended.
 *
 * @param id the backend
 * @param closed connections that were still open at the limit, and were closed; 0 when all had ended by themselves
 */
public record Drained(String id, int closed) {}
