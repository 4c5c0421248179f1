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
     * A network behind address translation, which needs no privileges: the host reaches the guest on forwarded ports only.
     * QEMU has one of its own; a process, and whatever is filtered, has passt's.
     *
     * @param forwards the ports forwarded
     * @param outbound what the guest reaches
     */
    record User(List<PortForward> forwards, Outbound outbound) implements Network {
        /** Copies the list. */
        public User {
            forwards = List.copyOf(forwards);
        }

        /** One whose guest reaches what the host reaches. */
        public User(List<PortForward> forwards) {
            this(forwards, new Outbound.Open());
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
