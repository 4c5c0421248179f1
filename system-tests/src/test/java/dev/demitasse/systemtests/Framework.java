package dev.demitasse.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;

/** An example that stands on a framework, or a library, that others wrote. */
enum Framework {
    JETTY("jetty", "example.JettyServer", "/a", "Hello from Jetty, you asked for /a\n"),
    HELIDON("helidon", "example.HelidonServer", "/greet/Zoe", "Hello, Zoe, from a virtual thread\n"),
    NETTY("netty", "example.NettyServer", "/a", "Hello from Netty, you asked for /a\n"),
    JAVALIN("javalin", "example.JavalinServer", "/", "Hello from Javalin\n"),
    KTOR("ktor", "example.KtorServerKt", "/greet/Zoe", "Hello, Zoe\n"),
    SCALA("scala", "example.CaskServer", "/greet/Zoe", "Hello, Zoe\n"),
    CLOJURE("clojure", "example.ring", "/a/b", "Hello from Clojure, a and b\n"),
    RHINO(
            "rhino",
            "example.RuleServer",
            "/25/DE",
            "{\"quantity\":25,\"country\":\"DE\",\"net\":281.25,\"total\":334.69}\n"),
    POSTGRESQL("postgresql", "example.VisitServer", "/first", "Visit 1 of /first\n");

    private static final int REQUESTS = 1_000;

    private final String title;
    private final String main;
    private final String path;
    private final String answer;

    Framework(String title, String main, String path, String answer) {
        this.title = title;
        this.main = main;
        this.path = path;
        this.answer = answer;
    }

    /** The name of the example's folder. */
    String title() {
        return title;
    }

    /** Its main class. */
    String main() {
        return main;
    }

    /**
     * Asks it once, which must be the first time, and then 1,000 times, several at once: without an error.
     *
     * @param host what a command prints where the URL leads to it
     */
    void answersAt(String url, Function<String[], String> host) {
        String[] once = {"curl", "-sS", "--fail", "--max-time", "30", url + path};
        assertThat(host.apply(once)).isEqualTo(answer);
        Wrk.requests(host, url + "/", REQUESTS);
    }
}
