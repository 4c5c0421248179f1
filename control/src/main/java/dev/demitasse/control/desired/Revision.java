package dev.demitasse.control.desired;

import java.time.Instant;
import java.util.Optional;

/**
 * One version of a service. Immutable.
 *
 * @param number from 1, counted for each service
 * @param commit the commit that made it, 40 hexadecimal digits
 * @param when the time of the commit, to the second
 * @param author who asked for it
 * @param message what was done
 * @param text the service in YAML; empty when it was deleted
 */
public record Revision(int number, String commit, Instant when, String author, String message, Optional<String> text) {}
