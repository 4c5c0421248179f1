package dev.demitasse.net;

/**
 * Told when a socket may have become ready.
 *
 * <p>Called under the stack's lock, by whichever thread made the change, possibly inside that thread's own call on the
 * same socket. It may query the socket; it must not block, and should leave reading and writing to the thread it wakes.
 */
@FunctionalInterface
public interface ReadinessListener {
    /** The socket's {@link NetworkSocket#readiness()} may have gained bits since the last call; spurious calls happen. */
    void readinessChanged(NetworkSocket socket);
}
