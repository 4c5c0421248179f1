package dev.demitasse.systemtests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Passes connections on to a port, and breaks the first one that passes more bytes in one direction than it may. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket listening = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    private final int target;
    private final AtomicLong passed = new AtomicLong();
    private volatile long cutAfter;

    /** In front of a port; breaks a connection that passes more than {@code cutAfter} bytes. */
    CuttingProxy(int target, long cutAfter) throws IOException {
        this.target = target;
        this.cutAfter = cutAfter;
        Thread.ofVirtual().start(this::accept);
    }

    String host() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** Bytes passed in either direction. */
    long passed() {
        return passed.get();
    }

    boolean hasCut() {
        return cutAfter == Long.MAX_VALUE;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to) {
        var buffer = new byte[1 << 14];
        long count = 0;
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            int read;
            while ((read = in.read(buffer)) > 0) {
                count += read;
                if (count > cutAfter) {
                    cutAfter = Long.MAX_VALUE;
                    return;
                }
                out.write(buffer, 0, read);
                passed.addAndGet(read);
            }
        } catch (IOException e) {
            // Either end has closed it.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
