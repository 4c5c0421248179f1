package dev.demitasse.control.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** What lets us into a repository: a line {@code TOKEN} or {@code USER:TOKEN} in a file that only its owner may read. Stateless. */
final class TokenFile {
    /** Who a token alone belongs to: hosts of git look at the token, but want a name. */
    private static final String ANYBODY = "git";

    private TokenFile() {}

    /**
     * Reads it, each time anew, so that a token can be replaced.
     *
     * @throws RepositoryException when there is none, or others may read it
     */
    static CredentialsProvider read(Path file) {
        String line;
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ)) {
                throw new RepositoryException("the token in " + file + " can be read by others: chmod 600 " + file);
            }
            line = Files.readString(file).strip();
        } catch (IOException e) {
            throw new RepositoryException("the token's file " + file + " cannot be read", e);
        }
        if (line.isEmpty() || line.contains("\n")) {
            throw new RepositoryException("the token's file " + file + " should have one line: TOKEN or USER:TOKEN");
        }
        int colon = line.indexOf(':');
        return colon < 0
                ? new UsernamePasswordCredentialsProvider(ANYBODY, line)
                : new UsernamePasswordCredentialsProvider(line.substring(0, colon), line.substring(colon + 1));
    }
}
