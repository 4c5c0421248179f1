package dev.demitasse.control.repository;

/**
 * What a name stood for when a text with it was taken. Immutable.
 *
 * @param service the service that the text is about
 * @param named the image's name there
 * @param digest {@code sha256:} and what it was
 */
public record ResolvedImage(String service, String named, String digest) {}
