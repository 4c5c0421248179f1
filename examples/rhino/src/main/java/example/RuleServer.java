package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** Answers with what a JavaScript function makes of the path, such as {@code /25/DE}. */
public final class RuleServer {
    private static final int PORT = 8080;

    private final ScriptableObject library;
    private final Function price;

    private RuleServer() throws IOException {
        try (Context context = enter();
                Reader script = new InputStreamReader(
                        RuleServer.class.getResourceAsStream("/rules.js"), StandardCharsets.UTF_8)) {
            library = context.initSafeStandardObjects();
            context.evaluateReader(library, script, "rules.js", 1, null);
            price = (Function) library.get("price", library);
            library.sealObject();
        }
    }

    /** Rhino's compiler defines classes at run time, which a closed world does not have; its interpreter does not. */
    private static Context enter() {
        Context context = Context.enter();
        context.setInterpretedMode(true);
        context.setLanguageVersion(Context.VERSION_ECMASCRIPT);
        return context;
    }

    public static void main(String[] arguments) throws IOException {
        var rules = new RuleServer();
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", rules::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        System.out.println("Listening on port " + PORT);
    }

    private String price(String path) {
        String[] order = path.split("/", -1);
        int quantity = order.length > 1 && order[1].matches("\\d{1,6}") ? Integer.parseInt(order[1]) : 1;
        String country = order.length > 2 ? order[2] : "DE";
        try (Context context = enter()) {
            Scriptable scope = context.newObject(library);
            return Context.toString(price.call(context, scope, scope, new Object[] {quantity, country}));
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = (price(exchange.getRequestURI().getPath()) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
