package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Machine;
import java.nio.charset.StandardCharsets;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.PinnedObject;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.WordFactory;
import org.jspecify.annotations.Nullable;

/**
 * The channel to the host: events go out as lines {@code demi <event> [value]}; the one word that comes in is
 * {@code stop}, which ends the application as {@link Runtime#exit} does, shutdown hooks and all. It listens from the
 * start of {@code main}.
 */
final class HostControl {
    private static final HostControl CONTROL = new HostControl();
    private static final String STOP = "stop";

    /** What HotSpot exits with after SIGTERM would be 143; an orderly stop that the host asked for is a success. */
    private static final int STOPPED = 0;

    private final StringBuilder line = new StringBuilder();
    private @Nullable Runnable console;
    private boolean stopping;

    private HostControl() {}

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
            }
        }
        Runnable handler = console;
        if (handler != null) {
            handler.run();
        }
    }
}
