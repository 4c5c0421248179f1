package dev.demitasse.cli;

import dev.demitasse.control.StateFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of commands that talk to a control plane: where it is, and what lets them in. */
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            defaultValue = "${env:DEMITASSE_SERVER}",
            description = "The control plane (default: $DEMITASSE_SERVER, or the demi serve of this user).")
    private Optional<String> server = Optional.empty();

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description = "The folder of the demi serve to talk to, where its address and its token are.")
    private Optional<Path> state = Optional.empty();

    /** Whether the user names the folder of a control plane. */
    boolean nameFolder() {
        return state.isPresent();
    }

    /** Whether there has been a control plane where one would be looked for. */
    boolean isKnown() {
        return nameFolder() || named().isPresent() || Files.exists(StateFolder.address(folder()));
    }

    private Optional<String> named() {
        return server.filter(text -> !text.isEmpty());
    }

    private Path folder() {
        return state.orElseGet(() -> Home.ofUser().control());
    }

    /** A client of that control plane. */
    ControlClient client() {
        Path folder = folder();
        String address = named().orElseGet(() -> read(StateFolder.address(folder)));
        String token = System.getenv("DEMITASSE_TOKEN");
        if (token == null || token.isEmpty()) {
            token = read(StateFolder.ownToken(folder));
        }
        try {
            return new ControlClient(URI.create(address), token);
        } catch (IllegalArgumentException e) {
            throw new CommandException("\"" + address + "\" is no URL such as http://127.0.0.1:7070");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new CommandException("no control plane is known here (" + file
                    + " cannot be read): start demi serve, or name one with --server and DEMITASSE_TOKEN");
        }
    }
}
