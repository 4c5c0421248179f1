package dev.demitasse.hypervisor;

import java.util.List;

/** How an instance is connected. */
public sealed interface Network {
    /** The ports of the host that lead to the guest, without which it is reached at its own address or not at all. */
    default List<PortForward> forwards() {
        return List.of();
    }

    /** No network device at all. */
    record None() implements Network {}

    /**
     * The hypervisor's own network behind address translation, which needs no privileges: the guest reaches what the
     * host reaches unless {@code sealed}, and the host reaches the guest on forwarded ports only.
     *
     * @param forwards the ports forwarded
     * @param sealed whether the guest is kept from opening connections of its own; not for processes, whose network
     *     cannot do it
     */
    record User(List<PortForward> forwards, boolean sealed) implements Network {
        /** Copies the list. */
        public User {
            forwards = List.copyOf(forwards);
        }

        /** One whose guest reaches what the host reaches. */
        public User(List<PortForward> forwards) {
            this(forwards, false);
        }
    }

    /**
     * An existing tap interface of the host, connected by the operator to whatever he likes.
     *
     * @param name the interface, such as {@code tap0}
     * @param addressing where the guest's address comes from
     */
    record Tap(String name, Addressing addressing) implements Network {}

    /**
     * A bridge of the host, joined through QEMU's set-uid helper, which must permit it.
     *
     * @param name the bridge, such as {@code br0}
     * @param addressing where the guest's address comes from
     */
    record Bridge(String name, Addressing addressing) implements Network {}
}
