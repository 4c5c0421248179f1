package dev.demitasse.control.api;

import java.util.Locale;

/** What the owner of a token may do; each includes those before it. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Change services. */
    OPERATOR,
    /** Let others in. */
    ADMIN;

    /** Whether this role includes another. */
    boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    /** As users write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
