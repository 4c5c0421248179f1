package dev.demitasse.control;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a control plane keeps what it knows; one process at a time. Immutable.
 *
 * <pre>
 *   desired.git/    the services that are wanted
 *   followed.git/   a copy of the repository that says so, when somebody else's does
 *   images/         what they are made of, by digest
 *   signatures/     who vouches for them, by digest and key
 *   contents/       what is inside those, by digest
 *   instances/      what runs, a directory each
 *   proven/         for each service, the template that has shown that it works
 *   secrets/        values that services name, a file each
 *   certificates/   certificates that services name, with their keys, a file each
 *   egress/         the filter of what instances may reach: its socket, its lock, its code; it may be another user's
 *   egress.log      what that complains of
 *   events.jsonl    what happened
 *   audit.jsonl     who changed what
 *   token           what lets its owner in, tokens.json the hashes of all
 *   sessions.json   hashes of who is signed in at the page
 *   measured.gz     what charts show of the last two hours
 *   address         where the REST API is
 * </pre>
 */
public final class StateFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel channel;

    private StateFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made when needed; only this user may look into it.
     *
     * @throws ControlException when another process has it
     */
    public static StateFolder take(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            Files.createDirectories(
                    root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new ControlException(
                    "another demi serve uses " + root + ": stop it, or name another folder with --state");
        }
        return new StateFolder(root, channel);
    }

    Path desired() {
        return root.resolve("desired.git");
    }

    Path followed() {
        return root.resolve("followed.git");
    }

    Path images() {
        return root.resolve("images");
    }

    Path signatures() {
        return root.resolve("signatures");
    }

    Path contents() {
        return root.resolve("contents");
    }

    /** Short, since paths of sockets are below it. */
    Path instances() {
        return root.resolve("instances");
    }

    Path proven(String service) {
        return root.resolve("proven").resolve(service);
    }

    Path certificates() {
        return root.resolve("certificates");
    }

    Path secrets() {
        return root.resolve("secrets");
    }

    Path events() {
        return root.resolve("events.jsonl");
    }

    /** Who changed what. */
    public Path audit() {
        return root.resolve("audit.jsonl");
    }

    /** The hashes of the tokens. */
    public Path tokens() {
        return root.resolve("tokens.json");
    }

    /** The first token, of the folder's owner. */
    public static Path ownToken(Path root) {
        return root.resolve("token");
    }

    /** Where the REST API is, while there is one. */
    public static Path address(Path root) {
        return root.resolve("address");
    }

    /** The folder itself. */
    public Path root() {
        return root;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
