package dev.demitasse.control.service;

import java.time.Duration;
import java.util.Optional;

/**
 * How to find out whether an instance works.
 *
 * @param guest the instance's port that is asked
 * @param path what is asked for by HTTP, where an answer of status 200 to 399 is a good one; without it, a connection
 *     that the instance does not close is
 * @param interval from one check to the next
 * @param timeout how long an answer may take
 * @param threshold checks in a row that must fail before the instance counts as broken
 */
public record HealthCheck(int guest, Optional<String> path, Duration interval, Duration timeout, int threshold) {}
