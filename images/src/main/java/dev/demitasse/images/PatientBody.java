package dev.demitasse.images;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * An answer's body that is given up when nothing of it comes for a while; the JDK's client waits for ever. Confined to one
 * thread, but for its watch.
 */
final class PatientBody extends InputStream {
    private final InputStream in;
    private final Duration patience;
    private final Thread watch;
    private volatile long last = System.nanoTime();
    private volatile boolean givenUp;

    PatientBody(InputStream in, Duration patience) {
        this.in = in;
        this.patience = patience;
        this.watch = Thread.ofVirtual().name("watches an answer").start(this::watch);
    }

    private void watch() {
        try {
            long left;
            while ((left = patience.toNanos() - (System.nanoTime() - last)) > 0) {
                Thread.sleep(Duration.ofNanos(left));
            }
            givenUp = true;
            in.close();
        } catch (InterruptedException | IOException _) {
            // It was read to its end, or is closed already.
            return;
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count;
        try {
            count = in.read(bytes, offset, length);
        } catch (IOException e) {
            throw givenUp ? tooSlow() : e;
        }
        if (givenUp) {
            throw tooSlow();
        }
        last = System.nanoTime();
        return count;
    }

    private IOException tooSlow() {
        return new IOException("nothing came for " + patience.toSeconds() + " s");
    }

    @Override
    public void close() throws IOException {
        watch.interrupt();
        in.close();
    }
}
