package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.heap.RestrictHeapAccess;
import dev.demitasse.machine.Machine;
import java.nio.charset.StandardCharsets;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.WordFactory;
import org.jspecify.annotations.Nullable;

/**
 * The channel to the host: events go out as lines {@code demi <event> [value]}. Two words come in: {@code stop} ends the
 * application as {@link Runtime#exit} does, shutdown hooks and all; {@code report} has the network tell what it does. It
 * listens from the start of {@code main}.
 */
final class HostControl {
    private static final HostControl CONTROL = new HostControl();
    private static final String STOP = "stop";
    private static final String REPORT = "report";

    /** What HotSpot exits with after SIGTERM would be 143; an orderly stop that the host asked for is a success. */
    private static final int STOPPED = 0;

    private final StringBuilder line = new StringBuilder();
    private @Nullable Runnable console;
    private boolean stopping;

    /** Null while no network is in use. */
    private static volatile @Nullable Runnable report;

    private static @Nullable LastWords lastWords;

    /** Where a panic, which cannot allocate, has lines written. */
    private static byte @Nullable [] lastLine;

    private HostControl() {}

    static void setReport(Runnable action) {
        report = action;
    }

    static void setLastWords(LastWords words) {
        lastLine = new byte[LastWords.LONGEST];
        lastWords = words;
    }

    /** In a panic: nothing unless somebody has something to say. */
    @RestrictHeapAccess(
            access = RestrictHeapAccess.Access.NO_ALLOCATION,
            reason = "Must not allocate in fatal error handling.")
    static void tellLastWords() {
        LastWords words = lastWords;
        byte[] line = lastLine;
        // Not again when it is what goes wrong.
        lastWords = null;
        if (words != null && line != null) {
            tell(words, line);
        }
    }

    /** Sends lines one by one, each written into {@code line} before. */
    @RestrictHeapAccess(
            access = RestrictHeapAccess.Access.NO_ALLOCATION,
            reason = "Is called in fatal error handling, too.")
    static void tell(LastWords words, byte[] line) {
        CCharPointer bytes = StackValue.get(LastWords.LONGEST + 1);
        int number = 0;
        for (int length = words.line(number, line); length > 0; length = words.line(number, line)) {
            for (int i = 0; i < length; i++) {
                bytes.write(i, line[i]);
            }
            bytes.write(length, (byte) '\n');
            write(bytes, length + 1);
            number++;
        }
    }

    /** Sends an event. */
    static void event(String name, String value) {
        byte[] bytes = ("demi " + name + (value.isEmpty() ? "" : " " + value) + "\n").getBytes(StandardCharsets.UTF_8);
        try (PinnedObject pinned = PinnedObject.create(bytes)) {
            write(pinned.addressOfArrayElement(0), bytes.length);
        }
    }

    @Uninterruptible(reason = EARLY)
    private static void write(CCharPointer bytes, int length) {
        ImageSingletons.lookup(Machine.class).controlWrite(bytes, WordFactory.unsigned(length));
    }

    /** Hears the host from now on. */
    static void listen() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        machine.listen();
        Interrupts.handle(machine.consoleInterrupt(), CONTROL::received);
    }

    /** The console shares the interrupt. */
    static void onConsoleInterrupt(Runnable handler) {
        CONTROL.console = handler;
    }

    private static void report() {
        Runnable action = report;
        if (action != null) {
            action.run();
        }
        event(REPORT, "end");
    }

    private void received() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        for (int next = machine.controlRead(); next >= 0; next = machine.controlRead()) {
            if (next != '\n') {
                line.append((char) next);
                continue;
            }
            String word = line.toString().strip();
            line.setLength(0);
            // The host says it again until we are gone, since a machine that still boots does not hear the first.
            if (word.equals(STOP) && !stopping) {
                stopping = true;
                Thread stopper = new Thread(() -> System.exit(STOPPED), "stop");
                stopper.setDaemon(true);
                stopper.start();
            } else if (word.equals(REPORT)) {
                Thread reporter = new Thread(HostControl::report, REPORT);
                reporter.setDaemon(true);
                reporter.start();
            }
        }
        Runnable handler = console;
        if (handler != null) {
            handler.run();
        }
    }
}
