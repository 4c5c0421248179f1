package dev.demitasse.net.simulation;

import dev.demitasse.net.InterfaceAddress;
import dev.demitasse.net.NetworkStack;
import dev.demitasse.net.TcpPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A machine of the simulation: a stack, polled as its deadlines and frames ask, and the programs that run on it. */
public final class Host {
    /** Something that uses sockets: looks what can be done and does it. */
    public interface Program {
        /** Does what is possible now; answers whether it did anything. */
        boolean step();
    }

    /** What a connection may have each way whatever the budget says. */
    private static final long PROMISED = 2 * 2048;

    /** So many that a failure can be understood from them. */
    private static final int FRAMES_KEPT = 256;

    private final Simulation simulation;
    private final SimulatedDevice device;
    private final NetworkStack stack;
    private final long budget;
    private final List<Program> programs = new ArrayList<>();
    private long wokenFor = Long.MAX_VALUE;
    private boolean woken = true;

    /** A host at an end of a link, with the default memory. */
    public Host(Simulation simulation, SimulatedDevice device) {
        this(simulation, device, 8 << 20);
    }

    /** A host with a memory budget. */
    public Host(Simulation simulation, SimulatedDevice device, long budget) {
        this(simulation, device, budget, TcpPolicy.DEFAULT);
    }

    /** A host with a memory budget whose TCP does as told. */
    public Host(Simulation simulation, SimulatedDevice device, long budget, TcpPolicy policy) {
        this(simulation, device, budget, policy, false);
    }

    /** A host that asks on the link for a leased address before it uses it. */
    public static Host probing(Simulation simulation, SimulatedDevice device) {
        return new Host(simulation, device, 8 << 20, TcpPolicy.DEFAULT, true);
    }

    private Host(Simulation simulation, SimulatedDevice device, long budget, TcpPolicy policy, boolean probing) {
        this.simulation = simulation;
        this.device = device;
        this.budget = budget;
        this.stack = NetworkStack.builder()
                .clock(simulation)
                .entropy(simulation.entropy())
                .device(device)
                .memoryBudget(budget)
                .tcpPolicy(policy)
                .probeAddresses(probing)
                .packetRing(FRAMES_KEPT)
                .wakeup(() -> woken = true)
                .build();
        simulation.add(this);
    }

    /** Gives {@code eth0} an address such as {@code 10.0.0.1/24}. */
    public Host address(String text) {
        stack.interfaceNamed("eth0").orElseThrow().addAddress(InterfaceAddress.parse(text));
        return this;
    }

    /** The stack. */
    public NetworkStack stack() {
        return stack;
    }

    /** Writes the last frames into a file of pcap in the build's folder, for a failure's message to name. */
    public Path writeCapture(String name) {
        Path file = Path.of("target", "captures", name + ".pcap");
        try {
            Files.createDirectories(file.getParent());
            return Files.write(file, stack.capturedPackets().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The world it is in. */
    public Simulation simulation() {
        return simulation;
    }

    /** Runs a program from now on. */
    public void run(Program program) {
        programs.add(program);
    }

    /** Ends a program. */
    public void stop(Program program) {
        programs.remove(program);
    }

    /** The budget holds, but for what every connection is promised beside it, those not yet accepted among them. */
    private void checkMemory() {
        long used = stack.bufferedBytes();
        if (used < 0
                || (used > budget
                        && used > budget + PROMISED * stack.connections().size())) {
            throw new AssertionError(used + " bytes in buffers, and a budget of " + budget);
        }
    }

    /** Fails unless all memory is back: no connection is left, nobody waits to read, and nothing is on its way. */
    public void checkNothingHeld() {
        if (stack.bufferedBytes() != 0) {
            throw new AssertionError(stack.bufferedBytes() + " bytes in buffers of nobody");
        }
        if (device.pool().available() != device.pool().size()) {
            throw new AssertionError(device.pool().size() - device.pool().available() + " packet buffers are missing");
        }
    }

    /** Polls and runs programs until nothing more happens at this moment. */
    void settle() {
        boolean busy = true;
        while (busy) {
            busy = false;
            if (woken || device.hasReceived() || wokenFor - simulation.nanoTime() <= 0) {
                woken = false;
                long deadline = stack.poll();
                checkMemory();
                wokenFor = deadline;
                if (deadline != Long.MAX_VALUE) {
                    simulation.at(deadline, () -> {});
                }
                busy = device.hasReceived() && device.pool().available() > 0;
            }
            for (Program program : List.copyOf(programs)) {
                busy |= program.step();
            }
            busy |= woken;
        }
    }
}
