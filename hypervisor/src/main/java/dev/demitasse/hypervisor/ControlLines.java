package dev.demitasse.hypervisor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cuts what comes on a control channel into lines and these into events. Confined to one thread. */
final class ControlLines {
    private final Consumer<ControlEvent> listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /** Tells each event to {@code listener}. */
    ControlLines(Consumer<ControlEvent> listener) {
        this.listener = listener;
    }

    /** The next bytes, all of which are taken. */
    void accept(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b == '\n') {
                ControlEvent.parse(line.toString(StandardCharsets.UTF_8)).ifPresent(listener);
                line.reset();
            } else if (line.size() < ControlEvent.MAXIMUM_LENGTH) {
                line.write(b);
            }
        }
    }
}
