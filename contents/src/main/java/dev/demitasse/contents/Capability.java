package dev.demitasse.contents;

/**
 * Something the program can do that a budget may refuse.
 *
 * @param name {@code reflection}: code of the application or a library calls by names that are known at run time only;
 *     {@code outbound-network}: something connects or sends to others
 * @param step the index in {@link Contents#steps} of the first call that leads to it
 */
public record Capability(String name, int step) {
    /** See {@link Capability}. */
    public static final String REFLECTION = "reflection";

    /** See {@link Capability}. */
    public static final String OUTBOUND_NETWORK = "outbound-network";
}
