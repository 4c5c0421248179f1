package dev.demitasse.egress;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a filter lives: a folder of its own in that of whoever uses it. It is the process's working directory and all that the
 * process can name there, since its own user may not look into the folder around it. Immutable.
 *
 * @param around the folder of whoever uses it
 * @param user {@code UID:GID} of a user who may be given the filter, where this process is root
 */
record FilterFolder(Path around, Optional<String> user) {
    /** The longest path of a Unix socket, less the NUL. */
    private static final int MOST_PATH = 103;

    private static final String SOCKET = "sock";
    private static final String CODE = "code.jar";

    /** The folder itself. */
    Path own() {
        return around.resolve("egress");
    }

    /** Where the filter listens. */
    UnixDomainSocketAddress address() {
        return UnixDomainSocketAddress.of(own().resolve(SOCKET));
    }

    /** What it complains of: not in its own folder, where it could make something else of the name. */
    Path log() {
        return around.resolve("egress.log");
    }

    /** Of the process, whose working directory it is: where it listens. */
    static Path socket(Path working) {
        return working.resolve(SOCKET);
    }

    /** Of the process: held as long as it lives. */
    static Path lock(Path working) {
        return working.resolve("lock");
    }

    /**
     * Makes the folder, its owner's alone, and gives the words that start a program there as that owner, without any
     * capability and without a way to get one (setpriv(1)).
     */
    List<String> prepare(Path java) throws IOException {
        Path socket = own().resolve(SOCKET);
        if (socket.toString().length() > MOST_PATH) {
            throw new FilterException(socket + " is too long a path for a socket (at most " + MOST_PATH + " bytes)");
        }
        if (!Files.isDirectory(own())) {
            Files.createDirectories(
                    own(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        var words = new ArrayList<>(List.of("setpriv", "--inh-caps=-all", "--no-new-privs"));
        if (user.isPresent()) {
            // Root without capabilities is what is left where others may not run this JDK.
            words.add("--bounding-set=-all");
            words.add("--clear-groups");
            int number = isForAll(java) && isForAll(code()) ? number(user.get()) : 0;
            words.addAll(List.of("--reuid=" + number, "--regid=" + number));
            Files.setAttribute(own(), "unix:uid", number);
            Files.setAttribute(own(), "unix:gid", number);
        }
        return words;
    }

    /** The same number as before, so that what the folder holds stays the filter's own. */
    private int number(String fresh) throws IOException {
        int before = (int) Files.getAttribute(own(), "unix:uid");
        return before != 0 ? before : Integer.parseInt(fresh.substring(0, fresh.indexOf(':')));
    }

    /** A place in the folder for the socket of a network, which the filter may then connect to. */
    Path lend(Path socket, String name) throws IOException {
        Path place = own().resolve(name);
        Files.createLink(place, socket);
        if (user.isPresent()) {
            Files.setAttribute(place, "unix:uid", Files.getAttribute(own(), "unix:uid"));
        }
        return place;
    }

    /**
     * The class path of this module and nothing else, for a process of the folder. An archive is copied: its own user may not
     * reach where it is, and somebody may put another there meanwhile.
     */
    String classPath() throws IOException {
        Path code = code();
        if (Files.isDirectory(code)) {
            return code.toString();
        }
        Path copy = own().resolve(CODE);
        Files.copy(code, copy, StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
        // Java makes any path absolute, which this one is without leading through the folders around (proc(5)).
        return "/proc/self/cwd/" + CODE;
    }

    private static Path code() {
        try {
            return Path.of(FilterFolder.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path has no such place", e);
        }
    }

    /** Whether everybody may reach a folder, or run a program. What is copied anyway need not be reached. */
    private static boolean isForAll(Path path) throws IOException {
        Path real = path.toRealPath();
        if (real.toString().endsWith(".jar")) {
            return true;
        }
        for (Path at = real; at != null; at = at.getParent()) {
            if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }
}
