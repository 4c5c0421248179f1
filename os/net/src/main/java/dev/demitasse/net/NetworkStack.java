package dev.demitasse.net;

import dev.demitasse.machine.Clock;
import dev.demitasse.machine.Entropy;
import dev.demitasse.machine.NetworkDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A host's whole network stack: interfaces, IP, UDP, TCP, DHCP, DNS.
 *
 * <p>It starts no threads. Application threads' calls do their own work under the lock, including sending; the
 * embedding's network thread does the rest:
 *
 * <pre>{@code
 * while (running) {
 *     long deadline = stack.poll();
 *     if (stack.armWakeup()) {
 *         sleepUntil(deadline);   // or until the wake-up runs, which may have happened already
 *     }
 * }
 * }</pre>
 *
 * <p>Thread-safe: every entry point takes {@link #lock()}.
 */
public final class NetworkStack {
    private final Lock lock;

    private NetworkStack(Builder builder) {
        lock = builder.lock;
    }

    /** Starts to build a stack. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The lock that guards the whole stack; reentrant. Holding it makes several calls one step.
     */
    public Lock lock() {
        return lock;
    }

    /**
     * Takes in what the devices have received, runs the timers that are due, and lets the devices send.
     *
     * @return when to poll again at the latest, on the clock's {@code nanoTime} scale; {@link Long#MAX_VALUE} when no
     *     timer runs. Calls by other threads that need an earlier time run the builder's wake-up.
     */
    public long poll() {
        throw new UnsupportedOperationException("poll");
    }

    /** Asks every device for a wake-up; {@code false} when one has something already and polling must go on. */
    public boolean armWakeup() {
        throw new UnsupportedOperationException("armWakeup");
    }

    /** A new TCP socket. */
    public TcpSocket tcpSocket() {
        throw new UnsupportedOperationException("tcpSocket");
    }

    /** A new UDP socket. */
    public UdpSocket udpSocket() {
        throw new UnsupportedOperationException("udpSocket");
    }

    /** Names to addresses. */
    public Resolver resolver() {
        throw new UnsupportedOperationException("resolver");
    }

    /** All interfaces by index, loopback first. */
    public List<Interface> interfaces() {
        throw new UnsupportedOperationException("interfaces");
    }

    /** The interface with this name. */
    public Optional<Interface> interfaceNamed(String name) {
        return interfaces().stream().filter(i -> i.name().equals(name)).findFirst();
    }

    /** The routing table, most specific first. */
    public List<Route> routes() {
        throw new UnsupportedOperationException("routes");
    }

    /** Adds a route, replacing one to the same network over the same interface. */
    public void addRoute(Route route) {
        throw new UnsupportedOperationException("addRoute");
    }

    /** Removes a route; nothing happens when it is not there. */
    public void removeRoute(Route route) {
        throw new UnsupportedOperationException("removeRoute");
    }

    /** What has been counted so far: a copy. */
    public Counters counters() {
        throw new UnsupportedOperationException("counters");
    }

    /** What a stack is made of. Clock and entropy must be given. Not thread-safe. */
    public static final class Builder {
        private @Nullable Clock clock;
        private @Nullable Entropy entropy;
        private final List<NetworkDevice> devices = new ArrayList<>();
        private Lock lock = new ReentrantLock();
        private Runnable wakeup = () -> {};
        private long memoryBudget = 8 << 20;

        private Builder() {}

        /** Time; must be given. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /** Randomness for sequence numbers, ports and ids; must be given. */
        public Builder entropy(Entropy value) {
            entropy = value;
            return this;
        }

        /** Adds a device, which becomes the next {@code ethN}. */
        public Builder device(NetworkDevice value) {
            devices.add(value);
            return this;
        }

        /** The lock that guards the stack; must be reentrant. A {@link ReentrantLock} unless given. */
        public Builder lock(Lock value) {
            lock = value;
            return this;
        }

        /**
         * What makes the network thread poll soon: given to every device, and run when an application thread's call
         * set an earlier deadline than the last {@link NetworkStack#poll()} answered. Runs in any context.
         */
        public Builder wakeup(Runnable value) {
            wakeup = value;
            return this;
        }

        /** Most bytes all socket buffers together may take; 8 MiB unless given. */
        public Builder memoryBudget(long bytes) {
            memoryBudget = bytes;
            return this;
        }

        /** Builds the stack, with loopback up and the devices' interfaces up but without addresses. */
        public NetworkStack build() {
            if (clock == null || entropy == null) {
                throw new IllegalStateException("a network stack needs a clock and entropy");
            }
            return new NetworkStack(this);
        }
    }
}
