package dev.demitasse.net.core;

import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkError;
import dev.demitasse.net.NetworkException;
import org.jspecify.annotations.Nullable;

/** Who has which port of one transport. Guarded by the stack's lock. */
public final class PortTable {
    /** Ports handed out on request: 32768 to 60999 as on Linux, above what services are configured to. */
    private static final int FIRST_EPHEMERAL = 32_768;

    private static final int EPHEMERAL = 28_232;
    private static final int BUCKETS = 256;

    /** One socket's hold on a port. */
    public static final class Binding {
        private final Object owner;
        private final IpAddress local;
        private final int port;
        private final boolean reuseAddress;
        private final boolean reusePort;
        private final boolean outgoing;
        private boolean listening;
        private @Nullable Binding next;

        private Binding(
                Object owner, IpAddress local, int port, boolean reuseAddress, boolean reusePort, boolean outgoing) {
            this.owner = owner;
            this.local = local;
            this.port = port;
            this.reuseAddress = reuseAddress;
            this.reusePort = reusePort;
            this.outgoing = outgoing;
        }

        /** The socket. */
        public Object owner() {
            return owner;
        }

        /** The address, or the unspecified one for all. */
        public IpAddress local() {
            return local;
        }

        /** The port. */
        public int port() {
            return port;
        }

        /** The next binding in the same bucket, of whatever port; {@code null} at the end. */
        public @Nullable Binding next() {
            return next;
        }

        private boolean conflicts(Binding other) {
            if (port != other.port || (outgoing && other.outgoing)) {
                return false;
            }
            if (reusePort && other.reusePort) {
                return false;
            }
            if (reuseAddress && other.reuseAddress && !listening && !other.listening) {
                return false;
            }
            return local.isAny() || other.local.isAny() || local.equals(other.local);
        }
    }

    private final @Nullable Binding[] buckets = new @Nullable Binding[BUCKETS];
    private final Randomness random;
    private int counter;

    /** No port taken. */
    public PortTable(Randomness random) {
        this.random = random;
    }

    /** The first binding of the bucket that holds {@code port}, and others; follow {@link Binding#next()}. */
    public @Nullable Binding bucket(int port) {
        return buckets[port & (BUCKETS - 1)];
    }

    /**
     * Takes a port, or a free one for port 0.
     *
     * @throws NetworkException ADDRESS_IN_USE
     */
    public Binding bind(Object owner, IpAddress local, int port, boolean reuseAddress, boolean reusePort) {
        if (port != 0) {
            Binding binding = new Binding(owner, local, port, reuseAddress, reusePort, false);
            if (conflict(binding)) {
                throw new NetworkException(NetworkError.ADDRESS_IN_USE, "port " + port);
            }
            return insert(binding);
        }
        long start = random.nextLong();
        for (int i = 0; i < EPHEMERAL; i++) {
            Binding binding = new Binding(owner, local, candidate(start, i), false, reusePort, false);
            if (!conflict(binding)) {
                return insert(binding);
            }
        }
        throw new NetworkException(NetworkError.ADDRESS_IN_USE, "no ephemeral port is free");
    }

    /**
     * Takes {@code port} for an outgoing connection, which may share it with outgoing connections elsewhere; {@code null}
     * when it is taken otherwise.
     */
    public @Nullable Binding bindOutgoing(Object owner, IpAddress local, int port) {
        Binding binding = new Binding(owner, local, port, false, false, true);
        return conflict(binding) ? null : insert(binding);
    }

    /** How many ports {@link #candidate} runs through. */
    public int candidates() {
        return EPHEMERAL;
    }

    /**
     * The {@code attempt}-th ephemeral port to try, in an order that {@code secret} decides: RFC 6056 section 3.3.3, with
     * the keyed hash of the connection's other three parts as the secret.
     */
    public int candidate(long secret, int attempt) {
        return FIRST_EPHEMERAL + (int) Long.remainderUnsigned((secret >>> 8) + counter + attempt, EPHEMERAL);
    }

    /** Moves the next choice on by one more than what was tried. */
    public void chosen(int attempt) {
        counter += attempt + 1;
    }

    /**
     * Marks a binding as listening, which two sockets may not do on one port for all they allow reuse.
     *
     * @throws NetworkException ADDRESS_IN_USE when another one listens there
     */
    public void listen(Binding binding) {
        binding.listening = true;
        if (conflict(binding)) {
            binding.listening = false;
            throw new NetworkException(NetworkError.ADDRESS_IN_USE, "port " + binding.port);
        }
    }

    /** Moves a binding to another owner, as when a socket becomes a listener. */
    public Binding handOver(Binding binding, Object owner) {
        release(binding);
        Binding moved = new Binding(
                owner, binding.local, binding.port, binding.reuseAddress, binding.reusePort, binding.outgoing);
        moved.listening = binding.listening;
        return insert(moved);
    }

    /** Gives the port back. */
    public void release(Binding binding) {
        int bucket = binding.port & (BUCKETS - 1);
        Binding at = buckets[bucket];
        if (at == binding) {
            buckets[bucket] = binding.next;
            return;
        }
        while (at != null) {
            if (at.next == binding) {
                at.next = binding.next;
                return;
            }
            at = at.next;
        }
    }

    private Binding insert(Binding binding) {
        int bucket = binding.port & (BUCKETS - 1);
        binding.next = buckets[bucket];
        buckets[bucket] = binding;
        return binding;
    }

    private boolean conflict(Binding binding) {
        for (Binding other = bucket(binding.port); other != null; other = other.next) {
            if (other != binding && binding.conflicts(other)) {
                return true;
            }
        }
        return false;
    }
}
