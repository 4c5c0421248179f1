package dev.demitasse.control;

/**
 * Something that happened. Immutable.
 *
 * @param number from 1, without gaps as long as the state's folder lives
 * @param time when, in ISO 8601
 * @param service to which service, or empty
 * @param instance to which of its instances, or empty
 * @param what a word, of {@link dev.demitasse.control.reconcile.Happening}
 * @param message why, in a sentence
 */
public record Event(long number, String time, String service, String instance, String what, String message) {}
