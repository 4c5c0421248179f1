package dev.demitasse.control.repository;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A commit that says what is wanted. Immutable.
 *
 * @param id 40 hexadecimal digits
 * @param author whose it is
 * @param files the services' files by their paths, sorted
 */
public record FollowedCommit(String id, String author, Map<String, String> files) {
    /** Digits that people are shown. */
    private static final int SHORT = 12;

    /** Copies the map. */
    public FollowedCommit {
        files = Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** The commit as people are shown it. */
    public String shortId() {
        return shortened(id);
    }

    /** Any commit as people are shown it. */
    public static String shortened(String id) {
        return id.substring(0, SHORT);
    }
}
