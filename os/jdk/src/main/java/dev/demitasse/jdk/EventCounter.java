package dev.demitasse.jdk;

import dev.demitasse.net.Readiness;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.FileType;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** An {@code eventfd(2)}: readable once it has been set, until it is read. Wakes selectors. */
public final class EventCounter extends OpenFile {
    private final AtomicLong count = new AtomicLong();

    /** Makes it readable. */
    public void set() {
        count.incrementAndGet();
        readinessChanged();
    }

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.CHARACTER_DEVICE, 0600, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    @Override
    public int readiness() {
        return Readiness.WRITABLE | (count.get() > 0 ? Readiness.READABLE : 0);
    }

    @Override
    protected int tryRead(ByteBuffer target) {
        long value = count.getAndSet(0);
        if (value == 0) {
            return IoStatus.UNAVAILABLE;
        }
        // The JDK only drains it and never looks at the value, which eventfd(2) gives as eight bytes.
        int length = Math.min(Long.BYTES, target.remaining());
        for (int i = 0; i < length; i++) {
            target.put((byte) (value >>> (8 * i)));
        }
        return length;
    }

    @Override
    protected void end() {
        // Holds nothing.
    }
}
