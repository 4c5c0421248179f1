package probe;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** Uses of memory up to its end. */
final class Memory {
    /** What a busy service allocates in an hour: a hundred requests a second, ten kilobytes each. */
    private static final long BYTES_PER_HOUR = 3600L * 100 * 10_000;

    private Memory() {}

    static void fillHeap() {
        List<byte[]> kept = new ArrayList<>();
        try {
            while (true) {
                kept.add(new byte[1 << 20]);
            }
        } catch (OutOfMemoryError e) {
            int megabytes = kept.size();
            kept.clear();
            System.out.println("caught after " + megabytes + " MiB: " + e);
        }
    }

    /** Keeps part of the heap alive, and replaces each of the objects there so many times, in no order. */
    static void churn(int percent, int times) {
        var random = new Random(percent);
        List<byte[]> alive = alive(percent, random);
        long replaced = (long) times * alive.size();
        for (long i = 0; i < replaced; i++) {
            alive.set(random.nextInt(alive.size()), next(random));
        }
        System.out.println("replaced " + replaced + " of " + alive.size() + " objects");
    }

    /** Allocates as much as a busy service does in so many hours, while so much of the heap stays alive. */
    static void churnHours(int percent, double hours) {
        var random = new Random(percent);
        List<byte[]> alive = alive(percent, random);
        long limit = (long) (hours * BYTES_PER_HOUR);
        long begun = System.nanoTime();
        long allocated = 0;
        while (allocated < limit) {
            byte[] next = next(random);
            allocated += next.length;
            // Most of what a service allocates lives for a request, some for longer.
            if ((allocated & 31) == 0) {
                alive.set(random.nextInt(alive.size()), next);
            }
        }
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        System.out.println("allocated " + (allocated >> 20) + " MiB in " + seconds + " s beside " + alive.size());
    }

    /** What lives, is moved by collections, and must stay what it was: its bytes, its hash code, what it refers to. */
    private record Node(int seed, byte[] bytes, WeakReference<Node> other, int othersSeed, int[] hash) {
        static Node of(Random random, Node other) {
            int seed = random.nextInt();
            // As many small ones as large ones, up to the largest that share their chunks with others.
            byte[] bytes = new byte[1 << random.nextInt(14)];
            Arrays.fill(bytes, (byte) seed);
            var node = new Node(seed, bytes, new WeakReference<>(other), other == null ? 0 : other.seed, new int[1]);
            node.hash[0] = System.identityHashCode(node);
            return node;
        }

        void check() {
            Node referred = other.get();
            boolean same = hash[0] == System.identityHashCode(this) && (referred == null || referred.seed == othersSeed);
            for (byte value : bytes) {
                same &= value == (byte) seed;
            }
            if (!same) {
                throw new IllegalStateException("a node of " + bytes.length + " bytes changed");
            }
        }
    }

    /** Keeps part of the heap alive in nodes, replaces each so many times, and looks whether all are what they were. */
    static void churnNodes(int percent, int times) {
        var random = new Random(percent);
        long limit = Runtime.getRuntime().maxMemory() / 100 * percent - used();
        List<Node> alive = new ArrayList<>((int) (limit / 1000));
        for (long filled = 0; filled < limit; filled += alive.getLast().bytes.length + 150) {
            alive.add(Node.of(random, alive.isEmpty() ? null : alive.get(random.nextInt(alive.size()))));
        }
        for (int round = 0; round < times * 4; round++) {
            for (int i = 0; i < alive.size() / 4; i++) {
                int place = random.nextInt(alive.size());
                alive.get(place).check();
                alive.set(place, Node.of(random, alive.get(random.nextInt(alive.size()))));
            }
            alive.forEach(Node::check);
        }
        System.out.println("replaced " + alive.size() + " nodes " + times + " times, all as they were");
    }

    /** So many objects that of the whole heap such a part is alive. */
    private static List<byte[]> alive(int percent, Random random) {
        long limit = Runtime.getRuntime().maxMemory() / 100 * percent - used();
        List<byte[]> alive = new ArrayList<>((int) (limit / 1000));
        // An array's header is 16 bytes, and a reference to it 8.
        for (long filled = 0; filled < limit; filled += alive.getLast().length + 24) {
            alive.add(next(random));
        }
        return alive;
    }

    /** Bytes of the heap in use after a collection. */
    static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static byte[] next(Random random) {
        return new byte[random.nextInt(500, 1500)];
    }

    /** Direct buffers: those that are dropped are freed, too many that are kept are an error, and then there is room. */
    static void direct() {
        for (int i = 0; i < 400; i++) {
            ByteBuffer.allocateDirect(1 << 20).put(0, (byte) i);
        }
        System.out.println("dropped 400 MiB");
        List<ByteBuffer> kept = new ArrayList<>();
        try {
            while (true) {
                kept.add(ByteBuffer.allocateDirect(1 << 20));
            }
        } catch (OutOfMemoryError e) {
            System.out.println("caught after " + kept.size() + " MiB: " + e);
        }
        kept.clear();
        System.out.println("then " + ByteBuffer.allocateDirect(1 << 20).capacity());
    }

    /** So many threads that live at the same time. */
    static void threads(Thread.Builder builder, int count) throws InterruptedException {
        var all = new CountDownLatch(count);
        var end = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            threads.add(builder.start(() -> {
                all.countDown();
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        all.await();
        System.out.println(count + " threads alive, heap " + (used() >> 20) + " MiB");
        end.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        System.out.println(count + " threads ended");
    }
}
