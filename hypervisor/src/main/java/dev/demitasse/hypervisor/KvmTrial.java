package dev.demitasse.hypervisor;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hears whether a guest boots, and keeps to itself until then what it says on its console: that of one that does not boot is
 * no news, since another is started in its place. Thread-safe.
 */
final class KvmTrial implements InstanceListener {
    private final InstanceListener listener;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final CountDownLatch booted = new CountDownLatch(1);

    /** For {@code listener}, who hears all else. */
    KvmTrial(InstanceListener listener) {
        this.listener = listener;
    }

    /** Whether it boots within so long. */
    boolean awaitBoot(Duration limit) throws InterruptedException {
        return booted.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void console(ByteBuffer bytes) {
        if (booted.getCount() == 0) {
            listener.console(bytes);
        } else {
            while (bytes.hasRemaining()) {
                held.write(bytes.get());
            }
        }
    }

    @Override
    public synchronized void event(ControlEvent event) {
        booted.countDown();
        if (held.size() > 0) {
            listener.console(ByteBuffer.wrap(held.toByteArray()));
            held.reset();
        }
        listener.event(event);
    }

    @Override
    public void note(String message) {
        listener.note(message);
    }
}
