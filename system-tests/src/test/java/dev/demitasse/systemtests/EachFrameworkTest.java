package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.harness.Demi;
import dev.demitasse.harness.Namespace;
import dev.demitasse.harness.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each framework's example by itself, as {@code demi run} builds it. Apart from the other tests: a build for each. */
@Tag("each-framework")
final class EachFrameworkTest {
    private final int port = Tool.freePort();
    private Demi demi = Demi.shared();
    private Function<String[], String> host = Tool::run;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "POSTGRESQL")
    void answers_a_thousand_requests_without_an_error(Framework framework) throws Exception {
        answersAll(framework, "process", List.of());
    }

    @Test
    void a_jdbc_client_speaks_with_a_real_postgresql() throws Exception {
        try (var database = PostgreSql.start()) {
            answersAll(Framework.POSTGRESQL, "process", List.of(database.environment()));
        }
    }

    @Test
    void in_a_virtual_machine_helidon_answers_a_thousand_requests() throws Exception {
        try (var namespace = Namespace.withoutSynCookies()) {
            demi = namespace.demi(demi);
            host = namespace::run;
            answersAll(Framework.HELIDON, "qemu", List.of());
        }
    }

    private void answersAll(Framework framework, String target, List<String> options) throws Exception {
        var arguments = new ArrayList<>(List.of("run", "--rm", "--target", target, "-p", port + ":8080"));
        arguments.addAll(options);
        arguments.add(Demi.example(framework.title()));
        try (var server = demi.start(arguments.toArray(String[]::new))) {
            server.awaitOutput("Listening on port 8080");
            framework.answersAt("http://127.0.0.1:" + port, host);
            assertThat(server.isAlive()).as(server.out() + server.err()).isTrue();
        }
    }
}
