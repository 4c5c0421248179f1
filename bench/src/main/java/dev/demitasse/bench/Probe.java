package dev.demitasse.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Asks a service once, and checks its answer. Stateless. */
final class Probe {
    private static final int LIMIT_MILLIS = 60_000;

    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] STATUS = "HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII);

    private Probe() {}

    /**
     * Asks, and returns when the whole answer is here.
     *
     * @throws IOException when there is none, or it is wrong
     */
    static void ask(Service service, String host) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, service.port()), LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(REQUEST);
            var in = socket.getInputStream();
            byte[] expected = service == Service.ECHO ? REQUEST : STATUS;
            byte[] answer = service == Service.ECHO ? in.readNBytes(REQUEST.length) : in.readAllBytes();
            if (answer.length < expected.length
                    || !Arrays.equals(answer, 0, expected.length, expected, 0, expected.length)) {
                throw new IOException(host + " answers " + new String(answer, StandardCharsets.ISO_8859_1));
            }
        }
    }
}
