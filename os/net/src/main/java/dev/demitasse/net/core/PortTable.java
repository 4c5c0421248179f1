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
        private final boolean ipv6Only;
        private boolean listening;
        private @Nullable Binding next;

        private Binding(
                Object owner,
                IpAddress local,
                int port,
                boolean reuseAddress,
                boolean reusePort,
                boolean outgoing,
                boolean ipv6Only) {
            this.owner = owner;
            this.local = local;
            this.port = port;
            this.reuseAddress = reuseAddress;
            this.reusePort = reusePort;
            this.outgoing = outgoing;
            this.ipv6Only = ipv6Only;
        }

        /** The socket. */
        public Object owner() {
            return owner;
        }

        /** The address, or an unspecified one for all. */
        public IpAddress local() {
            return local;
        }

        /** The port. */
        public int port() {
            return port;
        }

        /** Whether packets to an address of ours are for this binding as far as the address goes. */
        public boolean receives(long high, long low) {
            if (!local.isAny()) {
                return local.low() == low && local.high() == high;
            }
            return IpAddress.isIpv4(high, low) ? local.isIpv4() || !ipv6Only : !local.isIpv4();
        }

        private boolean overlaps(Binding other) {
            if (!local.isAny()) {
                return other.receives(local.high(), local.low());
            }
            if (!other.local.isAny()) {
                return receives(other.local.high(), other.local.low());
            }
            boolean disjoint =
                    local.isIpv4() ? !other.local.isIpv4() && other.ipv6Only : ipv6Only && other.local.isIpv4();
            return !disjoint;
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
            return overlaps(other);
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
     * @param local the address; {@code ::} is all addresses of both families unless {@code ipv6Only}
     * @throws NetworkException ADDRESS_IN_USE
     */
    public Binding bind(
            Object owner, IpAddress local, int port, boolean reuseAddress, boolean reusePort, boolean ipv6Only) {
        if (port != 0) {
            Binding binding = new Binding(owner, local, port, reuseAddress, reusePort, false, ipv6Only);
            if (conflict(binding)) {
                throw new NetworkException(NetworkError.ADDRESS_IN_USE, "port " + port);
            }
            return insert(binding);
        }
        long start = random.nextLong();
        for (int i = 0; i < EPHEMERAL; i++) {
            Binding binding = new Binding(owner, local, candidate(start, i), false, reusePort, false, ipv6Only);
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
        Binding binding = new Binding(owner, local, port, false, false, true, false);
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
                owner,
                binding.local,
                binding.port,
                binding.reuseAddress,
                binding.reusePort,
                binding.outgoing,
                binding.ipv6Only);
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
