package dev.demitasse.harness;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A tap interface of Linux (Documentation/networking/tuntap.rst), which is there as long as this is open: what Linux sends
 * on it is received here. Linux segments and sums by itself, since nothing else was agreed on.
 */
public final class Tap implements FrameEnd {
    /** {@code <linux/if_tun.h>}. */
    private static final long TUNSETIFF = 0x400454caL;

    private static final short IFF_TAP_NO_PI = 0x0002 | 0x1000;
    private static final int NAME_SIZE = 16;
    private static final int REQUEST_SIZE = 40;
    private static final int POLL_MILLISECONDS = 20;

    private final int descriptor;
    private final MemorySegment input = Arena.ofAuto().allocate(LONGEST);
    private final MemorySegment output = Arena.ofAuto().allocate(LONGEST);
    private final Object sending = new Object();
    private volatile boolean closed;
    private boolean released;

    private Tap(int descriptor) {
        this.descriptor = descriptor;
    }

    /** A new one in a namespace, with addresses of the form {@code 10.0.0.1/24}, up. */
    public static Tap open(Namespace namespace, String name, String... addresses) {
        Tap tap = namespace.call(() -> attach(name));
        for (String address : addresses) {
            if (address.contains(":")) {
                namespace.run("ip", "address", "add", address, "dev", name, "nodad");
            } else {
                namespace.run("ip", "address", "add", address, "dev", name);
            }
        }
        namespace.run("ip", "link", "set", name, "up");
        return tap;
    }

    private static Tap attach(String name) throws IOException {
        int descriptor = LinuxCalls.openDevice("/dev/net/tun");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(REQUEST_SIZE, Long.BYTES);
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(bytes, 0, request, ValueLayout.JAVA_BYTE, 0, Math.min(bytes.length, NAME_SIZE - 1));
            request.set(ValueLayout.JAVA_SHORT, NAME_SIZE, IFF_TAP_NO_PI);
            LinuxCalls.control(descriptor, TUNSETIFF, request);
        }
        return new Tap(descriptor);
    }

    @Override
    public int receive(byte[] frame) throws IOException {
        // Closing a descriptor wakes nobody who reads it, so the receiver looks up now and then, and closes.
        while (!closed) {
            if (LinuxCalls.awaitReadable(descriptor, POLL_MILLISECONDS)) {
                int length = LinuxCalls.read(descriptor, input);
                MemorySegment.copy(input, ValueLayout.JAVA_BYTE, 0, frame, 0, length);
                return length;
            }
        }
        synchronized (sending) {
            if (!released) {
                released = true;
                LinuxCalls.close(descriptor);
            }
        }
        return -1;
    }

    @Override
    public void send(byte[] frame, int length) throws IOException {
        synchronized (sending) {
            if (!closed) {
                MemorySegment.copy(frame, 0, output, ValueLayout.JAVA_BYTE, 0, length);
                LinuxCalls.write(descriptor, output, length);
            }
        }
    }

    /** The interface goes away as soon as the receiver has noticed. */
    @Override
    public void close() {
        closed = true;
    }
}
