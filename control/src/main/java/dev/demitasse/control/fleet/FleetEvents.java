package dev.demitasse.control.fleet;

/** What becomes of instances. Called on any thread. */
public interface FleetEvents {
    /** An instance listens on a port of its own. */
    void listening(String id, int port);

    /** An instance has ended, or did not start; {@code how} is for operators. */
    void ended(String id, String how);

    /** A check has an answer; {@code reason} says what is wrong, and is empty when nothing is. */
    void checked(String id, String reason);

    /** So many packets of an instance were kept from what it may not reach. */
    void denied(String service, String id, long packets, String message);

    /** Something about this machine that operators should know. */
    void note(String id, String message);
}
