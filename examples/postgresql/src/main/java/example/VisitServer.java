package example;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;

/** Counts visits in a table of PostgreSQL, over one JDBC connection. */
public final class VisitServer {
    private static final int PORT = 8080;

    private final Connection database;

    private VisitServer(Connection database) {
        this.database = database;
    }

    public static void main(String[] arguments) throws IOException, SQLException {
        Connection database = DriverManager.getConnection(
                System.getenv("DATABASE_URL"), System.getenv("DATABASE_USER"), System.getenv("DATABASE_PASSWORD"));
        try (Statement statement = database.createStatement()) {
            statement.execute("create table if not exists visits (id serial primary key, path text, at timestamptz)");
        }
        var service = new VisitServer(database);
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.createContext("/", service::answer);
        server.start();
        System.out.println("Connected to PostgreSQL " + database.getMetaData().getDatabaseProductVersion());
        System.out.println("Listening on port " + PORT);
    }

    private long visit(String path) throws SQLException {
        try (PreparedStatement insert = database.prepareStatement("insert into visits (path, at) values (?, ?)")) {
            insert.setString(1, path);
            insert.setTimestamp(2, Timestamp.from(Instant.now()));
            insert.executeUpdate();
        }
        try (PreparedStatement count = database.prepareStatement("select count(*) from visits where path = ?")) {
            count.setString(1, path);
            try (ResultSet result = count.executeQuery()) {
                result.next();
                return result.getLong(1);
            }
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            byte[] body = ("Visit " + visit(path) + " of " + path + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (SQLException e) {
            System.err.println("visit not counted: " + e.getMessage());
            exchange.sendResponseHeaders(503, -1);
        }
    }
}
