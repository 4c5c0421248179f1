package dev.demitasse.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** wrk's report, as it prints it. */
final class WrkTest {
    private static final String REPORT = """
            Running 2s test @ http://10.78.0.2:8080/
              1 threads and 16 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     6.74ms    6.39ms  55.62ms   88.22%
                Req/Sec     1.77k   514.96     2.73k    70.00%
              Latency Distribution
                 50%  950.00us
                 75%    7.59ms
                 90%   14.53ms
                 99%    1.20s
              3540 requests in 2.02s, 466.70KB read
            Requests/sec:   1755.79
            Transfer/sec:    231.48KB
            """;

    @Test
    void its_report_is_read_in_requests_and_milliseconds() {
        assertThat(Wrk.parse(REPORT)).isEqualTo(new Wrk(3540, 1755.79, 0.95, 1200));
    }

    @Test
    void a_report_without_a_figure_is_an_error_that_shows_it() {
        assertThatThrownBy(() -> Wrk.parse("unable to connect"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("unable to connect");
    }
}
