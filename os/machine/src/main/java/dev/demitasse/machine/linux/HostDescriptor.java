package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.HostStream;
import java.nio.ByteBuffer;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import sun.nio.ch.DirectBuffer;

/** A descriptor opened before the process gave up opening any; it never blocks. */
final class HostDescriptor implements HostStream {
    /** {@code <asm-generic/errno-base.h>}. */
    private static final int EINTR = 4;

    private static final int EAGAIN = 11;

    private final int descriptor;
    private final int place;

    /**
     * A stream.
     *
     * @param place where {@link Waiting} keeps what is awaited of it
     */
    HostDescriptor(int descriptor, int place) {
        this.descriptor = descriptor;
        this.place = place;
    }

    @Override
    public int read(ByteBuffer target) {
        long count = transfer(Linux.READ, descriptor, address(target), target.remaining());
        return advance(target, count == 0 && target.hasRemaining() ? -1 : count);
    }

    @Override
    public int write(ByteBuffer source) {
        return advance(source, transfer(Linux.WRITE, descriptor, address(source), source.remaining()));
    }

    @Override
    public void awaitReadable() {
        await(place, descriptor, Waiting.POLLIN);
    }

    @Override
    public void awaitWritable() {
        await(place, descriptor, Waiting.POLLOUT);
    }

    /** In bounds: from a checked buffer's position, at most as far as its limit. */
    private static long address(ByteBuffer buffer) {
        return ((DirectBuffer) buffer).address() + buffer.position();
    }

    private static int advance(ByteBuffer buffer, long count) {
        if (count == -EAGAIN || count == -EINTR) {
            return 0;
        }
        if (count < 0) {
            return -1;
        }
        buffer.position(buffer.position() + (int) count);
        return (int) count;
    }

    @Uninterruptible(reason = EARLY)
    private static long transfer(int call, int descriptor, long address, int length) {
        Pointer bytes = Word.pointer(address);
        return Linux.call(call, descriptor, bytes.rawValue(), length);
    }

    @Uninterruptible(reason = EARLY)
    private static void await(int place, int descriptor, int events) {
        Waiting.await(place, descriptor, events);
    }
}
