package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Tool;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services in other languages, and one with a database, in two images that a subclass has built for its target. */
abstract class LanguagesTestBase {
    private final int port = Tool.freePort();

    /** Of {@link LanguagesTest#INTERPRETED}. */
    abstract FrameworkImage interpreted();

    /** Of {@link LanguagesTest#COMPILED}. */
    abstract FrameworkImage compiled();

    /** A new one, where the images reach it. */
    abstract PostgreSql database() throws IOException;

    @ParameterizedTest
    @EnumSource(names = {"CLOJURE", "RHINO"})
    void interpreters_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        interpreted().answers(framework, port);
    }

    @ParameterizedTest
    @EnumSource(names = {"KTOR", "SCALA"})
    void other_compilers_services_answer_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        compiled().answers(framework, port);
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = database()) {
            assertThat(interpreted().answers(Framework.POSTGRESQL, port, database.environment()))
                    .contains("Connected to PostgreSQL ");
        }
    }
}
