package dev.demitasse.net;

import java.util.List;

/** The state of one name lookup. Immutable values. */
public sealed interface Resolution {
    /** Still asking. */
    record Pending() implements Resolution {}

    /**
     * The name has these addresses.
     *
     * @param addresses at least one, in the order to try
     */
    record Addresses(List<IpAddress> addresses) implements Resolution {}

    /**
     * The address has this name.
     *
     * @param name without final dot
     */
    record Name(String name) implements Resolution {}

    /** There is no such name, or it has no address (authoritative). */
    record NotFound() implements Resolution {}

    /**
     * No usable answer; another try may go better.
     *
     * @param reason for messages, such as {@code no DNS server answered}
     */
    record Failed(String reason) implements Resolution {}
}
