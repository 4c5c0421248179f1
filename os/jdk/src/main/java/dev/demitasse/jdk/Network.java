package dev.demitasse.jdk;

import dev.demitasse.kernel.BootOptions;
import dev.demitasse.kernel.Kernel;
import dev.demitasse.kernel.Signal;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.net.Interface;
import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.IpAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The instance's network: the stack over the machine's devices, its thread, its configuration.
 *
 * <p>It comes up at the first use, so an image without networking has none of it. Listening starts at once and does not
 * wait for an address; whatever needs one ({@link #awaitAddress}) waits, for a bounded time.
 */
public final class Network {
    /** A DHCP server that has not answered by then is taken not to be there. */
    private static final long CONFIGURATION_SECONDS = 10;

    private Network() {}

    private static final class Holder {
        static final Running RUNNING = new Running();
    }

    /** The stack, started if this is its first use. */
    public static NetworkStack stack() {
        return Holder.RUNNING.stack;
    }

    /** This instance's own name. */
    public static String hostname() {
        return Kernel.options().hostname().orElse("localhost");
    }

    /**
     * Waits until every interface has its address, or until it is clear that none will come; then the program goes on
     * with what there is, and its own calls fail as they do on a machine without a network.
     */
    public static void awaitAddress() {
        Holder.RUNNING.awaitAddress();
    }

    /** Tells the host that this port answers, now or as soon as there is an address to reach it by. */
    public static void announceListening(int port) {
        Holder.RUNNING.announceListening(port);
    }

    /** The stack and the thread that drives it. */
    private static final class Running {
        final NetworkStack stack;
        private final Signal wakeup = new Signal();
        private final List<Interface> awaited = new ArrayList<>();
        /** Ports to announce once configured; guarded by the stack's lock. */
        private final List<Integer> unannounced = new ArrayList<>();

        private boolean configured;
        private boolean warned;

        Running() {
            NetworkStack.Builder builder = NetworkStack.builder()
                    .clock(Kernel.clock())
                    .entropy(Kernel.entropy())
                    .lock(new StackLock())
                    .wakeup(wakeup::set)
                    .memoryBudget(Runtime.getRuntime().maxMemory() / 4);
            for (NetworkDevice device : Kernel.networkDevices()) {
                builder.device(device);
            }
            stack = builder.build();
            configure(Kernel.options());
            Thread.ofPlatform()
                    .name("network")
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .start(this::run);
        }

        private void run() {
            while (true) {
                long deadline = stack.poll();
                if (stack.armWakeup()) {
                    wakeup.await(deadline);
                }
            }
        }

        private void configure(BootOptions options) {
            stack.lock().lock();
            try {
                options.dns().forEach(this::addServer);
                for (Interface each : stack.interfaces()) {
                    if (!each.loopback()) {
                        configure(each, options);
                    }
                }
                configured = allConfigured();
            } finally {
                stack.lock().unlock();
            }
        }

        private void configure(Interface each, BootOptions options) {
            awaited.add(each);
            each.setConfigurationListener(which -> configurationChanged());
            String ip = options.ip().orElse("dhcp");
            // A fixed address is for the first interface; further ones ask for theirs.
            if (ip.equals("dhcp") || awaited.size() > 1) {
                each.startDhcp(options.hostname().orElse(""));
                return;
            }
            try {
                each.addAddress(InterfaceAddress.parse(ip));
                options.gateway()
                        .ifPresent(gateway -> stack.addRoute(Route.byDefault(IpAddress.parse(gateway), each.index())));
            } catch (IllegalArgumentException e) {
                warn("demi.ip or demi.gateway: " + e.getMessage() + "; asking by DHCP instead");
                each.startDhcp(options.hostname().orElse(""));
            }
        }

        private void addServer(String text) {
            try {
                List<IpAddress> servers = new ArrayList<>(stack.resolver().servers());
                servers.add(IpAddress.parse(text));
                stack.resolver().setServers(servers);
            } catch (IllegalArgumentException e) {
                warn("demi.dns: " + e.getMessage());
            }
        }

        private boolean allConfigured() {
            for (Interface each : awaited) {
                if (!each.configured()) {
                    return false;
                }
            }
            return true;
        }

        /** Called under the stack's lock. */
        private void configurationChanged() {
            configured = allConfigured();
            if (configured) {
                unannounced.forEach(Running::announce);
                unannounced.clear();
            }
        }

        void announceListening(int port) {
            stack.lock().lock();
            try {
                if (configured) {
                    announce(port);
                } else {
                    unannounced.add(port);
                }
            } finally {
                stack.lock().unlock();
            }
        }

        private static void announce(int port) {
            Kernel.event("listening", Integer.toString(port));
        }

        void awaitAddress() {
            long deadline = Kernel.clock().nanoTime() + TimeUnit.SECONDS.toNanos(CONFIGURATION_SECONDS);
            Signal poll = new Signal();
            while (true) {
                stack.lock().lock();
                try {
                    if (configured || warned) {
                        return;
                    }
                    if (Kernel.clock().nanoTime() >= deadline) {
                        warned = true;
                        warn("no DHCP server gave an address within " + CONFIGURATION_SECONDS
                                + " s; going on without one (demi.ip=ADDRESS/PREFIX sets a fixed one)");
                        return;
                    }
                } finally {
                    stack.lock().unlock();
                }
                // Configuration happens once and takes milliseconds: looking again beats keeping a list of waiters.
                poll.await(Kernel.clock().nanoTime() + TimeUnit.MILLISECONDS.toNanos(1));
            }
        }

        private static void warn(String message) {
            byte[] line = ("demitasse: network: " + message + "\n").getBytes(StandardCharsets.UTF_8);
            Kernel.console().write(line, 0, line.length);
        }
    }
}
