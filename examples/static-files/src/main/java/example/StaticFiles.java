package example;

import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Serves a folder with the JDK's own file server. */
public final class StaticFiles {
    private static final int PORT = 8080;

    private StaticFiles() {}

    public static void main(String[] arguments) {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : "/srv/www").toAbsolutePath();
        SimpleFileServer.createFileServer(new InetSocketAddress(PORT), folder, OutputLevel.INFO)
                .start();
        System.out.println("Serving " + folder + " on port " + PORT);
    }
}
