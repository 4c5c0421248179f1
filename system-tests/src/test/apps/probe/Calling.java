package probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** A web server that connects to whom it is told to, and that stops answering when it is told so. */
final class Calling {
    private static final int PORT = 8080;
    private static final int PATIENCE_MILLIS = 5000;

    private static final Object FIRST = new Object();
    private static final Object SECOND = new Object();

    private Calling() {}

    /** Serves, with one thread for all requests. */
    static void serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.setExecutor(Executors.newSingleThreadExecutor());
        server.createContext("/", exchange -> answer(exchange, "well\n"));
        server.createContext("/connect", exchange -> answer(exchange, connect(query(exchange))));
        server.createContext("/datagram", exchange -> answer(exchange, datagram(query(exchange))));
        server.createContext("/deadlock", exchange -> {
            answer(exchange, "from now on two threads wait for each other\n");
            deadlock();
        });
        server.createContext("/spin", exchange -> {
            answer(exchange, "from now on nothing ends\n");
            spin();
        });
        server.start();
        System.out.println("Listening on port " + PORT);
    }

    private static String query(HttpExchange exchange) {
        return exchange.getRequestURI().getQuery();
    }

    /** Asks HOST:PORT over HTTP, and reads how the answer begins. */
    private static String connect(String destination) {
        int colon = destination.lastIndexOf(':');
        long start = System.nanoTime();
        try (var socket = new Socket()) {
            InetAddress address = InetAddress.getByName(destination.substring(0, colon));
            socket.connect(
                    new InetSocketAddress(address, Integer.parseInt(destination.substring(colon + 1))),
                    PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] bytes = new byte[12];
            int length = socket.getInputStream().read(bytes);
            return "heard " + new String(bytes, 0, Math.max(length, 0), StandardCharsets.US_ASCII) + "\n";
        } catch (IOException e) {
            return e + " after " + (System.nanoTime() - start) / 1_000_000 + " ms\n";
        }
    }

    /** Sends a datagram to ADDRESS:PORT, and reads the answer. */
    private static String datagram(String destination) {
        int colon = destination.lastIndexOf(':');
        try (var socket = new DatagramSocket()) {
            byte[] bytes = "knock".getBytes(StandardCharsets.US_ASCII);
            var to = new InetSocketAddress(
                    InetAddress.getByName(destination.substring(0, colon)),
                    Integer.parseInt(destination.substring(colon + 1)));
            socket.setSoTimeout(PATIENCE_MILLIS / 5);
            socket.send(new DatagramPacket(bytes, bytes.length, to));
            var answer = new DatagramPacket(new byte[64], 64);
            socket.receive(answer);
            return "heard " + new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII) + "\n";
        } catch (IOException e) {
            return e + "\n";
        }
    }

    private static void deadlock() {
        synchronized (FIRST) {
            Thread other = new Thread(() -> {
                synchronized (SECOND) {
                    synchronized (FIRST) {
                        System.out.println("this is never said");
                    }
                }
            });
            other.start();
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            synchronized (SECOND) {
                System.out.println("nor is this");
            }
        }
    }

    private static void spin() {
        long count = 0;
        while (count >= 0) {
            count = count + 1 & Long.MAX_VALUE;
        }
        System.out.println(count);
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
