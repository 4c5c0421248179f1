package dev.demitasse.gateway;

/**
 * Told what becomes of an upstream's backends. Calls come one after the other, in order, on a thread of the upstream's
 * own that holds no lock; they may block, and the upstream goes on meanwhile.
 */
public interface UpstreamListener {
    /** Hears nothing. */
    UpstreamListener NONE = new UpstreamListener() {};

    /** A backend's last connection ended. When this arrives it may have got new ones. */
    default void idle(String id) {}

    /** A one-shot backend's only connection ended: it takes no other, and is no longer part of the upstream. */
    default void spent(String id) {}

    /** A backend failed and is left alone for a while; {@code reason} says how it failed. */
    default void ejected(String id, String reason) {}

    /** A backend that had been left alone served a connection. */
    default void returned(String id) {}
}
