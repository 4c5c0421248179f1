package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import org.graalvm.word.Pointer;

/**
 * Standard input, byte by byte. It may be a descriptor that others share and must stay as it is, so before each read it
 * is asked whether that would wait. Guarded by the kernel lock.
 */
final class ConsoleInput {
    private static final int STANDARD_INPUT = 0;
    private static final int SIZE = 1024;

    /** What a terminal sends for Ctrl-D, which is what the console's reader takes for the end. */
    private static final int END_OF_TRANSMISSION = 4;

    private static final CGlobalData<Pointer> BYTES = CGlobalDataFactory.createBytes(() -> SIZE);

    private static int position;
    private static int count;
    private static boolean ended;

    private ConsoleInput() {}

    /** Asks for an interrupt when there is input. */
    @Uninterruptible(reason = EARLY)
    static void listen() {
        if (!ended) {
            Waiting.await(Waiting.CONSOLE, STANDARD_INPUT, Waiting.POLLIN);
        }
    }

    /** The next byte, or -1 when there is none now. */
    @Uninterruptible(reason = EARLY)
    static int read() {
        if (position == count && !ended && Waiting.isReadable(STANDARD_INPUT)) {
            position = 0;
            count = (int) Linux.read(STANDARD_INPUT, BYTES.get(), SIZE);
            if (count <= 0) {
                ended = true;
                count = 0;
                return END_OF_TRANSMISSION;
            }
        }
        if (position == count) {
            listen();
            return -1;
        }
        return BYTES.get().readByte(position++) & 0xff;
    }
}
