package dev.demitasse.egress;

/** Hears what becomes of links. Called from one thread. */
public interface FilterListener {
    /** An instance sent so many packets that did not go through; {@code what} is where to, or what is wrong with them. */
    void refused(String id, String what, long packets);

    /** A link has ended, with its instance or before. */
    void closed(String id, String reason);

    /** The filter has ended, and all links with it; {@code how} is for operators. */
    void ended(String how);
}
