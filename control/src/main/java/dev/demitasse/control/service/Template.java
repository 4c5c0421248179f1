package dev.demitasse.control.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an instance is made of: services whose templates are equal have instances that are. Immutable.
 *
 * @param image {@code sha256:} and 64 hexadecimal digits, or before it is resolved what the operator calls it
 * @param memory bytes, if other than what the image asks for
 * @param arguments the application's arguments
 * @param environment environment variables, sorted by name
 * @param secrets environment variables whose values are kept apart: the secret's name by that of the variable
 * @param egress what instances may reach by themselves
 */
public record Template(
        String image,
        Optional<Long> memory,
        List<String> arguments,
        Map<String, String> environment,
        Map<String, String> secrets,
        Egress egress) {

    /** What the digest of an image begins with. */
    public static final String DIGEST_PREFIX = "sha256:";

    /** Digits of {@link #id}: enough to tell the revisions of one service apart. */
    private static final int ID_LENGTH = 12;

    /** Copies the collections. */
    public Template {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    }

    /** The digest of the image in hexadecimal; empty before it is resolved. */
    public Optional<String> digest() {
        return image.matches(DIGEST_PREFIX + "[0-9a-f]{64}")
                ? Optional.of(image.substring(DIGEST_PREFIX.length()))
                : Optional.empty();
    }

    /** What tells this template from any other: twelve hexadecimal digits of the SHA-256 of what it says. */
    public String id() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    Template withImage(String other) {
        return new Template(other, memory, arguments, environment, secrets, egress);
    }
}
