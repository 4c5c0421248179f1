package dev.demitasse.control.fleet;

import dev.demitasse.control.service.HealthCheck;
import dev.demitasse.control.service.Reason;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** One check of an instance's health. Stateless. */
final class HealthProbe {
    /** The network in front of an instance accepts for it, and closes when the instance refuses. */
    private static final int REFUSAL_MILLIS = 200;

    /** RFC 9112, section 4. */
    private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] ([0-9]{3}).*", Pattern.DOTALL);

    private HealthProbe() {}

    /** What is wrong; empty when nothing is. Blocks. */
    static String ask(InetSocketAddress address, HealthCheck health) {
        int timeout = (int) Math.min(health.timeout().toMillis(), Integer.MAX_VALUE);
        try (var socket = new Socket()) {
            socket.connect(address, timeout);
            return health.path().isPresent()
                    ? http(socket, health.path().get(), timeout)
                    : tcp(socket, Math.min(timeout, REFUSAL_MILLIS));
        } catch (SocketTimeoutException e) {
            return "no answer within " + timeout + " ms";
        } catch (IOException e) {
            return "no connection: " + Reason.of(e);
        }
    }

    /** An instance that takes a connection says nothing, or whatever it says to everybody. */
    private static String tcp(Socket socket, int timeout) throws IOException {
        socket.setSoTimeout(timeout);
        try {
            return socket.getInputStream().read() < 0 ? "it closes connections" : "";
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    private static String http(Socket socket, String path, int timeout) throws IOException {
        long deadline = System.nanoTime() + timeout * 1_000_000L;
        String request = "GET " + path + " HTTP/1.1\r\nHost: health\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] head = new byte[64];
        int length = 0;
        while (length < head.length) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException();
            }
            socket.setSoTimeout((int) left);
            int read = socket.getInputStream().read(head, length, head.length - length);
            if (read < 0) {
                break;
            }
            length += read;
        }
        var matcher = STATUS_LINE.matcher(new String(head, 0, length, StandardCharsets.ISO_8859_1));
        if (!matcher.matches()) {
            return length == 0 ? "it closes connections" : "its answer is no HTTP";
        }
        char kind = matcher.group(1).charAt(0);
        return kind == '2' || kind == '3' ? "" : path + " answers with status " + matcher.group(1);
    }
}
