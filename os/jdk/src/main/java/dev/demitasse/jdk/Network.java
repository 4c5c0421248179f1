package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.kernel.Signal;
import dev.demitasse.machine.NetworkDevice;
import dev.demitasse.net.NetworkStack;

/**
 * The instance's network: the stack over the machine's devices, and the thread that drives it.
 *
 * <p>It comes up at the first use, so an image without networking has none of it. Listening starts at once and does not
 * wait for an address; whatever needs one ({@link #awaitAddress}) waits, for a bounded time.
 */
public final class Network {
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
        Holder.RUNNING.configuration.awaitAddress();
    }

    /** Tells the host that this port answers, now or as soon as there is an address to reach it by. */
    public static void announceListening(int port) {
        Holder.RUNNING.configuration.announceListening(port);
    }

    /** The stack and the thread that drives it. */
    private static final class Running {
        final NetworkStack stack;
        private final Signal wakeup = new Signal();
        private final NetworkConfiguration configuration;

        Running() {
            NetworkStack.Builder builder = NetworkStack.builder()
                    .clock(Kernel.clock())
                    .entropy(Kernel.entropy())
                    .lock(new StackLock())
                    .wakeup(wakeup::set)
                    .memoryBudget(Runtime.getRuntime().maxMemory() / 4)
                    .packetRing(Kernel.options().lastPackets());
            for (NetworkDevice device : Kernel.networkDevices()) {
                builder.device(device);
            }
            NetworkConfiguration.identifierKey(Kernel.options(), builder);
            stack = builder.build();
            configuration = new NetworkConfiguration(stack, Kernel.options());
            configuration.apply();
            NetworkReport.arrange(stack);
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
                    wakeup.await(Math.min(deadline, configuration.check()));
                }
            }
        }
    }
}
