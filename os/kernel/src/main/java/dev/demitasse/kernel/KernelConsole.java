package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Console;
import dev.demitasse.machine.Machine;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.WordFactory;

/** The text console. What is typed is kept in a small buffer by the interrupt handler until somebody reads it. */
final class KernelConsole implements Console {
    private static final int TYPED_AHEAD = 1024;

    /** What the host sends when its standard input has ended, as a terminal does for Ctrl-D. */
    private static final int END_OF_TRANSMISSION = 4;

    private final byte[] typed = new byte[TYPED_AHEAD];
    private final Signal arrived = new Signal();
    private final KernelLock reading = new KernelLock();
    private int begin;
    private int count;
    private boolean listening;
    private volatile boolean ended;

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        try (PinnedObject pinned = PinnedObject.create(bytes)) {
            writeNow(pinned.addressOfArrayElement(offset), length);
        }
    }

    /** In one piece: no other thread's output comes between. */
    @Uninterruptible(reason = EARLY)
    private static void writeNow(CCharPointer bytes, int length) {
        ImageSingletons.lookup(Machine.class).consoleWrite(bytes, WordFactory.unsigned(length));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        reading.lock();
        try {
            listen();
            int taken = take(bytes, offset, length);
            while (taken == 0 && !ended) {
                arrived.await(Long.MAX_VALUE);
                taken = take(bytes, offset, length);
            }
            return taken == 0 ? -1 : taken;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public int available() {
        listen();
        receive();
        return count;
    }

    private void listen() {
        if (!listening) {
            listening = true;
            HostControl.onConsoleInterrupt(arrived::set);
        }
    }

    private synchronized int take(byte[] bytes, int offset, int length) {
        receive();
        int taken = Math.min(length, count);
        for (int i = 0; i < taken; i++) {
            bytes[offset + i] = typed[(begin + i) % TYPED_AHEAD];
        }
        begin = (begin + taken) % TYPED_AHEAD;
        count -= taken;
        return taken;
    }

    private synchronized void receive() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        while (count < TYPED_AHEAD) {
            int next = machine.consoleRead();
            if (next < 0) {
                return;
            }
            if (next == END_OF_TRANSMISSION) {
                ended = true;
                return;
            }
            typed[(begin + count) % TYPED_AHEAD] = (byte) next;
            count++;
        }
    }
}
