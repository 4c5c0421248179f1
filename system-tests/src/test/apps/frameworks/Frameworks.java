package frameworks;

/** Several of the examples in one image, which takes one build: the first argument says which of them runs. */
final class Frameworks {
    private Frameworks() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "jetty" -> example.JettyServer.main(arguments);
            case "helidon" -> example.HelidonServer.main(arguments);
            case "netty" -> example.NettyServer.main(arguments);
            case "javalin" -> example.JavalinServer.main(arguments);
            case "ktor" -> example.KtorServerKt.main();
            case "scala" -> example.CaskServer.main(arguments);
            case "clojure" -> example.ring.main(arguments);
            case "rhino" -> example.RuleServer.main(arguments);
            case "postgresql" -> example.VisitServer.main(arguments);
            default -> throw new IllegalArgumentException("there is no example " + arguments[0]);
        }
    }
}
