package dev.demitasse.control.repository;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/** Serves a repository for fetching over git's smart HTTP protocol (gitprotocol-http(5)), to who has the password. */
final class GitOverHttp implements AutoCloseable {
    private final HttpServer server;
    private final Git git;

    GitOverHttp(Path repository, String user, String password) throws IOException {
        git = Git.open(repository.toFile());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        HttpContext context = server.createContext("/shop.git", this::answer);
        context.setAuthenticator(new BasicAuthenticator("git") {
            @Override
            public boolean checkCredentials(String name, String secret) {
                return name.equals(user) && secret.equals(password);
            }
        });
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/shop.git";
    }

    private void answer(HttpExchange exchange) throws IOException {
        Repository repository = git.getRepository();
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        boolean asksForReferences = exchange.getRequestMethod().equals("GET");
        String kind = asksForReferences ? "advertisement" : "result";
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-" + kind);
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            if (asksForReferences) {
                var lines = new PacketLineOut(out);
                lines.writeString("# service=git-upload-pack\n");
                lines.end();
                pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
            } else {
                boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
                InputStream in = exchange.getRequestBody();
                pack.upload(packed ? new GZIPInputStream(in) : in, out, null);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        git.close();
    }
}
