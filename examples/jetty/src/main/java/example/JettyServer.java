package example;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with one handler, and its log by Logback. */
public final class JettyServer {
    private static final int PORT = 8080;

    private JettyServer() {}

    public static void main(String[] arguments) throws Exception {
        var threads = new QueuedThreadPool();
        threads.setName("server");
        var server = new Server(threads);
        var connector = new ServerConnector(server);
        connector.setPort(PORT);
        server.addConnector(connector);
        server.setHandler(new Greeting());
        server.setStopAtShutdown(true);
        server.start();
        System.out.println("Listening on port " + PORT);
        server.join();
    }

    /** Greets whoever asks, and repeats what they ask for. */
    private static final class Greeting extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
            String path = Request.getPathInContext(request);
            Content.Sink.write(response, true, "Hello from Jetty, you asked for " + path + "\n", callback);
            return true;
        }
    }
}
