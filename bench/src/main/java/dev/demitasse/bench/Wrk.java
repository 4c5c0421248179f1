package dev.demitasse.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk says of a load.
 *
 * @param requests how many were answered
 * @param perSecond how many in a second
 * @param median milliseconds that half of the answers take at most
 * @param ninetyNine milliseconds that 99 of 100 answers take at most
 */
record Wrk(long requests, double perSecond, double median, double ninetyNine) {
    /** Connections at a time. */
    static final int CONNECTIONS = 16;

    private static final Pattern CLOSED_ONLY =
            Pattern.compile("Socket errors: connect 0, read \\d+, write 0, timeout 0");
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern PER_SECOND = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern MEDIAN = Pattern.compile("50%\\s+([\\d.]+)(us|ms|s|m)");
    private static final Pattern NINETY_NINE = Pattern.compile("99%\\s+([\\d.]+)(us|ms|s|m)");

    /**
     * Loads a web server with one thread.
     *
     * @param keep whether connections are kept; otherwise each request has one of its own
     * @throws IllegalStateException when a request fails
     */
    static Wrk load(String host, int port, int seconds, boolean keep) throws InterruptedException {
        var command = new ArrayList<>(List.of("wrk", "-t", "1", "-c", "" + CONNECTIONS, "-d", seconds + "s"));
        command.addAll(List.of("--latency", "--timeout", "10s"));
        if (!keep) {
            command.addAll(List.of("-H", "Connection: close"));
        }
        command.add("http://" + host + ":" + port + "/");
        String report = Tool.run(command);
        // Where the server closes as it was asked to without saying so, wrk counts an error of reading.
        boolean failed = keep
                ? report.contains("Socket errors")
                : report.contains("Socket errors")
                        && !CLOSED_ONLY.matcher(report).find();
        if (failed || report.contains("Non-2xx")) {
            throw new IllegalStateException("requests have failed: " + report);
        }
        return parse(report);
    }

    /** Reads a report. */
    static Wrk parse(String report) {
        return new Wrk(
                Long.parseLong(find(REQUESTS, report).group(1)),
                Double.parseDouble(find(PER_SECOND, report).group(1)),
                millis(find(MEDIAN, report)),
                millis(find(NINETY_NINE, report)));
    }

    private static Matcher find(Pattern pattern, String report) {
        Matcher matcher = pattern.matcher(report);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk's report has no " + pattern + ": " + report);
        }
        return matcher;
    }

    private static double millis(Matcher matcher) {
        double number = Double.parseDouble(matcher.group(1));
        return switch (matcher.group(2)) {
            case "us" -> number / 1e3;
            case "s" -> number * 1e3;
            case "m" -> number * 60e3;
            default -> number;
        };
    }
}
