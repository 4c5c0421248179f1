package dev.demitasse.systemtests;

/**
 * An example that stands on a framework, or a library, that others wrote.
 *
 * <p>The launcher of the shared image, {@code src/test/apps/frameworks}, knows each by its title.
 */
enum Framework {
    JETTY("jetty", "/a", "Hello from Jetty, you asked for /a\n"),
    HELIDON("helidon", "/greet/Zoe", "Hello, Zoe, from a virtual thread\n"),
    NETTY("netty", "/a", "Hello from Netty, you asked for /a\n"),
    JAVALIN("javalin", "/", "Hello from Javalin\n"),
    KTOR("ktor", "/greet/Zoe", "Hello, Zoe\n"),
    SCALA("scala", "/greet/Zoe", "Hello, Zoe\n"),
    CLOJURE("clojure", "/a/b", "Hello from Clojure, a and b\n"),
    RHINO("rhino", "/25/DE", "{\"quantity\":25,\"country\":\"DE\",\"net\":281.25,\"total\":334.69}\n"),
    POSTGRESQL("postgresql", "/first", "Visit 1 of /first\n");

    private final String title;
    private final String path;
    private final String answer;

    Framework(String title, String path, String answer) {
        this.title = title;
        this.path = path;
        this.answer = answer;
    }

    /** The name of the example's folder. */
    String title() {
        return title;
    }

    /** A path that it serves. */
    String path() {
        return path;
    }

    /** What it answers there, the first time. */
    String answer() {
        return answer;
    }
}
