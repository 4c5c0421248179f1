package dev.demitasse.bench.stack;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What both ends of a connection cost a processor together, checksums and the copy across included: for a byte in bulk,
 * and for a small request with its answer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class StackBenchmark {
    private static final int BULK = 1 << 20;
    private static final int REQUEST = 100;

    /** The addresses' beginning, which tells the family. */
    @Param({"10.0.0.", "2001:db8::"})
    public String network = "";

    /** Whether the devices cut and join segments. */
    @Param({"false", "true"})
    public boolean segmenting;

    private final ByteBuffer out = ByteBuffer.allocateDirect(64 << 10);
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 << 10);
    private Pair pair = new Pair("10.0.0.", false);

    /** Connects. */
    @Setup
    public void connect() {
        pair = new Pair(network, segmenting);
    }

    /** A mebibyte one way; the figure is for each byte. */
    @Benchmark
    @OperationsPerInvocation(BULK)
    public void bulk() {
        int left = BULK;
        while (left > 0) {
            pair.client.write(out.clear());
            pair.round();
            left -= Math.max(0, pair.server.read(in.clear()));
        }
    }

    /** A request of 100 bytes and an answer of as many. */
    @Benchmark
    public void request() {
        exchange(true);
        exchange(false);
    }

    private void exchange(boolean there) {
        (there ? pair.client : pair.server).write(out.clear().limit(REQUEST));
        pair.round();
        int count = (there ? pair.server : pair.client).read(in.clear());
        if (count != REQUEST) {
            throw new IllegalStateException("read " + count + " bytes");
        }
    }
}
