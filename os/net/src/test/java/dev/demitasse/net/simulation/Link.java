package dev.demitasse.net.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A wire between two devices, in each direction with a rate, a queue, a delay and faults. Starts perfect: no delay, no
 * bound on the rate.
 */
public final class Link {
    private final Simulation simulation;
    private final SimulatedDevice[] ends = new SimulatedDevice[2];
    private final long[] busyUntil = new long[2];
    private final int[] queued = new int[2];
    private final long[] holds = new long[2];
    private final List<List<byte[]>> held = List.of(new ArrayList<>(), new ArrayList<>());
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private Predicate<byte[]> filter = frame -> true;
    private long delay;
    private long jitter;
    private double loss;
    private boolean sparingResolution;
    private double duplication;
    private double corruption;
    private double marking;
    private double reordering;
    private long reorderingDelay;
    private long bitsPerSecond;
    private int queueLimit = 1000;
    private Set<Integer> stripped = Set.of();
    private @Nullable SegmentWatch watch;
    private @Nullable Consumer<byte[]> port;
    private boolean cut;
    private int traceLength;
    private long fingerprint;
    private long carried;
    private long lost;

    /** A wire whose ends are {@link #end}. */
    public Link(Simulation simulation, int mtu) {
        this(simulation, mtu, 512, true);
    }

    /**
     * A wire with devices of so many buffers.
     *
     * @param offload whether the devices sum checksums by themselves
     */
    public Link(Simulation simulation, int mtu, int buffers, boolean offload) {
        this.simulation = simulation;
        for (int i = 0; i < 2; i++) {
            byte[] address = {2, 0, 0, 0, 0, (byte) (i + 1)};
            int other = 1 - i;
            int self = i;
            ends[i] = new SimulatedDevice(address, mtu, buffers, offload, frame -> carry(frame, self, other));
        }
    }

    /**
     * A wire from a host to a switch, whose port gets the frames instead of a second device.
     *
     * @param number of the host, 1 to 255: the last byte of its hardware address
     */
    static Link toSwitch(Simulation simulation, int mtu, int number, Consumer<byte[]> port) {
        Link link = new Link(simulation, mtu);
        byte[] address = {2, 0, 0, 0, 0, (byte) number};
        link.ends[0] = new SimulatedDevice(address, mtu, 512, true, frame -> link.carry(frame, 0, 1));
        link.port = port;
        return link;
    }

    /** Sends a frame from the switch. */
    void fromSwitch(byte[] frame) {
        carry(frame, 1, 0);
    }

    /** The device at end 0 or 1. */
    public SimulatedDevice end(int index) {
        return ends[index];
    }

    /** One-way delay and the most that is added at random, which reorders. */
    public Link delay(long nanos, long most) {
        delay = nanos;
        jitter = most;
        return this;
    }

    /** Chance of a frame to vanish, to arrive twice, to arrive with a bit turned over. */
    public Link faults(double lossChance, double duplicationChance, double corruptionChance) {
        loss = lossChance;
        duplication = duplicationChance;
        corruption = corruptionChance;
        return this;
    }

    /** Lets nothing vanish that resolves addresses: it is asked three times only, and then rightly given up. */
    public Link sparingResolution() {
        sparingResolution = true;
        return this;
    }

    private double lossOf(byte[] frame) {
        return sparingResolution && Frames.resolvesAddresses(frame) ? 0 : loss;
    }

    /** Chance of a packet that its sender calls capable of it to be marked as congested (RFC 3168). */
    public Link marks(double chance) {
        marking = chance;
        return this;
    }

    /** Chance of a frame to be overtaken by those that follow it within so many nanoseconds. */
    public Link reordering(double chance, long nanos) {
        reordering = chance;
        reorderingDelay = nanos;
        return this;
    }

    /** Rate of each direction and the frames that may wait for it. */
    public Link rate(long bits, int frames) {
        bitsPerSecond = bits;
        queueLimit = frames;
        return this;
    }

    /** Lets only frames pass that the filter accepts. */
    public Link filter(Predicate<byte[]> accepts) {
        filter = accepts;
        return this;
    }

    /** Blanks the given TCP options in every SYN, as some middleboxes do. */
    public Link stripOptions(Set<Integer> kinds) {
        stripped = kinds;
        return this;
    }

    /** Cuts the wire, or mends it. */
    public void cut(boolean value) {
        cut = value;
    }

    /** Frames that arrived. */
    public long carried() {
        return carried;
    }

    /** Frames that did not. */
    public long lost() {
        return lost;
    }

    /**
     * Has the device at an end cut and join segments of TCP, and hold what it receives back for so long, so that there is
     * something to join.
     */
    public Link segmentation(int end, long hold) {
        ends[end].segment();
        holds[end] = hold;
        return this;
    }

    /** Has every segment watched as it leaves. */
    public Link watch(SegmentWatch value) {
        watch = value;
        return this;
    }

    private void carry(byte[] frame, int from, int to) {
        Random random = simulation.random();
        if (!stripped.isEmpty()) {
            Frames.blankSynOptions(frame, stripped);
        }
        if (watch != null) {
            watch.leaves(frame, from);
        }
        if (cut || !filter.test(frame) || random.nextDouble() < lossOf(frame) || queued[from] >= queueLimit) {
            lost++;
            note(frame, " LOST");
            return;
        }
        if (marking > 0 && random.nextDouble() < marking) {
            Frames.markCongestion(frame);
        }
        note(frame, "");
        long start = Math.max(simulation.nanoTime(), busyUntil[from]);
        long duration = bitsPerSecond == 0 ? 0 : frame.length * 8L * 1_000_000_000L / bitsPerSecond;
        busyUntil[from] = start + duration;
        queued[from]++;
        long arrival = start + duration + delay + (jitter > 0 ? (long) (random.nextDouble() * jitter) : 0);
        if (reordering > 0 && random.nextDouble() < reordering) {
            arrival += reorderingDelay;
        }
        simulation.at(start + duration, () -> queued[from]--);
        deliver(random.nextDouble() < corruption ? corrupted(frame, random) : frame, to, arrival);
        if (random.nextDouble() < duplication) {
            deliver(frame, to, arrival + (long) (random.nextDouble() * (jitter + 1000)));
        }
    }

    private void deliver(byte[] frame, int to, long time) {
        simulation.at(time, () -> {
            carried++;
            if (port != null && to == 1) {
                port.accept(frame);
            } else if (holds[to] == 0) {
                ends[to].arrive(frame);
            } else {
                hold(frame, to);
            }
        });
    }

    private void hold(byte[] frame, int to) {
        if (held.get(to).isEmpty()) {
            simulation.after(holds[to], () -> {
                held.get(to).forEach(ends[to]::arrive);
                held.get(to).clear();
            });
        }
        held.get(to).add(frame);
    }

    /** A bit turned over in an IP packet: what an Ethernet check sequence does not see because a router did it. */
    private static byte[] corrupted(byte[] frame, Random random) {
        if (Frames.unsignedShort(frame, 12) == 0x0806) {
            return frame;
        }
        byte[] copy = frame.clone();
        copy[14 + random.nextInt(copy.length - 14)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private void note(byte[] frame, String fate) {
        fingerprint = (fingerprint * 31 + simulation.nanoTime()) * 31 + Arrays.hashCode(frame);
        fingerprint = fingerprint * 31 + fate.length();
        if (traceLength == 0) {
            return;
        }
        if (trace.size() == traceLength) {
            trace.poll();
        }
        long micros = simulation.nanoTime() / 1000;
        trace.add(
                micros / 1_000_000 + "." + String.format("%06d ", micros % 1_000_000) + Frames.describe(frame) + fate);
    }

    /** Keeps a line about each of the last so many frames. */
    public Link trace(int lines) {
        traceLength = lines;
        return this;
    }

    /** Differs, but for chance, where any frame, its time or its fate differed. */
    public long fingerprint() {
        return fingerprint;
    }

    /** The lines, for a failure's message. */
    public String trace() {
        return String.join("\n", trace);
    }
}
