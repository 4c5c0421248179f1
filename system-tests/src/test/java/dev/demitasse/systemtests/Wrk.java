package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Tool;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk. Stateless. */
final class Wrk {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

    private Wrk() {}

    /** Sends at least {@code atLeast} requests on 64 connections; each must be answered, and with success. */
    static void requests(String url, int atLeast) {
        requests(Tool::run, url, atLeast);
    }

    /** The same from another place: {@code run} gives what a command prints there. */
    static void requests(Function<String[], String> run, String url, int atLeast) {
        int done = 0;
        while (done < atLeast) {
            String report = run.apply(new String[] {"wrk", "-c", "64", "-t", "2", "-d", "5s", "--timeout", "10s", url});
            assertThat(report).doesNotContain("Socket errors").doesNotContain("Non-2xx");
            Matcher matcher = REQUESTS.matcher(report);
            assertThat(matcher.find()).as(report).isTrue();
            int requests = Integer.parseInt(matcher.group(1));
            assertThat(requests).as(report).isPositive();
            done += requests;
        }
    }
}
