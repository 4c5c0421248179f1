package dev.demitasse.control;

import dev.demitasse.control.service.ServiceSpec;

/**
 * A service that somebody wants, and who. Immutable.
 *
 * @param spec what, with its image by digest
 * @param author who
 * @param message what is done, a line
 */
record Wish(ServiceSpec spec, String author, String message) {}
