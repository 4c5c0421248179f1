package probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.demitasse.harness.TrafficServer;
import example.Echo;
import example.PlainHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** One application for many tests: its first argument says what to do. */
public final class Probe {
    private Probe() {}

    /** So that what is allocated is not allocated in vain. */
    private static volatile Object kept;
    private static volatile Object found;

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "arguments" -> System.out.println(List.of(arguments));
            case "exit" -> System.exit(Integer.parseInt(arguments[1]));
            case "environment" -> System.out.println(arguments[1] + "=" + System.getenv(arguments[1]));
            case "clock" -> System.out.println("now " + Instant.now());
            case "throw" -> throw new IllegalStateException("thrown on purpose");
            case "heap" -> Memory.fillHeap();
            case "churn" -> Memory.churn(Integer.parseInt(arguments[1]), 20);
            case "churn-nodes" -> Memory.churnNodes(Integer.parseInt(arguments[1]), 20);
            case "churn-hours" -> Memory.churnHours(Integer.parseInt(arguments[1]), Double.parseDouble(arguments[2]));
            case "direct" -> Memory.direct();
            case "platform-threads" -> Memory.threads(Thread.ofPlatform(), Integer.parseInt(arguments[1]));
            case "virtual-threads" -> Memory.threads(Thread.ofVirtual(), Integer.parseInt(arguments[1]));
            case "stack" -> System.out.println(overflow(0));
            case "lines" -> echoLines();
            case "hooks" -> waitForStop();
            case "spin" -> spin();
            case "format" -> format();
            case "serve" -> serve();
            case "calling" -> Calling.serve();
            case "echo" -> Echo.main(new String[0]);
            case "plain-http" -> PlainHttp.main(new String[0]);
            case "traffic" -> TrafficServer.main(new String[0]);
            case "families" -> Families.show(arguments);
            case "by-name" -> System.out.println(Class.forName(arguments[1]));
            case "one-family" -> Families.showOne();
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Format strings that are compiled in, others that the JDK's formatter gets, and the JDK's own messages. */
    private static void format() {
        System.out.println(String.format("%s|%5s|%-5s|%05d|%x|%#X|%c|%b|%%|%2$s", "a", "b", "c", -42, 255, 48_879, 'd', 1));
        System.out.println("%d, then %<s".formatted(Long.MIN_VALUE));
        System.out.println(String.format("%.2f %,d %tF %10.3e", 3.14159, 1_234_567, LocalDate.of(2026, 11, 24), 1e100));
        List<Supplier<Object>> wrong = List.of(
                () -> String.format("%d", "word"),
                () -> String.format("%s %s", "one"),
                () -> String.format("%c", 0x110000),
                () -> "word".substring(5),
                () -> List.of(1).get(3),
                () -> Integer.parseInt("1x"),
                () -> Character.toChars(-1));
        for (Supplier<Object> each : wrong) {
            try {
                System.out.println(each.get());
            } catch (RuntimeException e) {
                System.out.println(e);
            }
        }
    }

    private static int overflow(int depth) {
        try {
            return deeper(depth);
        } catch (StackOverflowError e) {
            System.out.println("caught " + e.getClass().getName());
            return -1;
        }
    }

    private static int deeper(int depth) {
        return deeper(depth + 1) + 1;
    }

    private static void echoLines() throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null && !line.equals("bye"); line = in.readLine()) {
            System.out.println("heard " + line);
        }
        System.out.println("end of input");
    }

    private static void waitForStop() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook has run")));
        System.out.println("waiting");
        Thread.sleep(Long.MAX_VALUE);
    }

    /** Keeps the only processor busy, in three ways; the main thread must get its turn all the same. */
    private static void spin() {
        var empty = new ArrayDeque<Object>();
        List<LongConsumer> ways = List.of(number -> {}, number -> kept = new long[1], Probe::lock);
        for (LongConsumer way : ways) {
            Thread.ofPlatform().daemon().start(() -> {
                for (long i = 0; ; i++) {
                    way.accept(i);
                }
            });
        }
        Thread.ofPlatform().daemon().start(() -> {
            // A method of the JDK that is compiled for speed, and the loop's only call.
            while (found == null) {
                found = empty.pollFirst();
            }
        });
        long end = System.nanoTime() + 200_000_000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        System.out.println("not starved");
    }

    private static synchronized void lock(long number) {
        if (number < 0) {
            System.out.println(number);
        }
    }

    private static void serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/used", exchange -> answer(exchange, Long.toString(Memory.used())));
        server.createContext("/", exchange -> answer(exchange, "probe\n"));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println("serving");
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
