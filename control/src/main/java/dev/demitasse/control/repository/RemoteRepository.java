package dev.demitasse.control.repository;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.URIish;

/**
 * Where somebody keeps what services are wanted. Immutable.
 *
 * @param url of a repository: {@code https}, {@code file} or a path; {@code http} without a token, or on the loopback interface
 * @param branch which of its branches says what is wanted
 * @param folder the folder of that branch with the services' files, without slashes at its ends; empty for the topmost
 * @param interval how often it is asked
 * @param token the file with what lets us in, if that needs anything
 */
public record RemoteRepository(String url, String branch, String folder, Duration interval, Optional<Path> token) {
    /** What the branch is called where nothing else is said. */
    public static final String USUAL_BRANCH = "main";

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");

    /**
     * Checks them.
     *
     * @throws RepositoryException when they make no sense
     */
    public RemoteRepository {
        URIish parsed;
        try {
            parsed = new URIish(url);
        } catch (URISyntaxException e) {
            throw new RepositoryException("\"" + url + "\" is no URL of a repository such as https://host/shop.git", e);
        }
        String scheme = parsed.getScheme() == null ? parsed.getHost() == null ? "file" : "ssh" : parsed.getScheme();
        boolean open = switch (scheme) {
            case "https", "file" -> false;
            case "http" -> !LOOPBACK.contains(parsed.getHost());
            default ->
                throw new RepositoryException(
                        url + ": repositories are fetched over https or from a folder, and not over " + scheme);
        };
        if (parsed.getPass() != null || parsed.getUser() != null) {
            throw new RepositoryException(
                    "the URL of the repository has a user or a password in it, which others can see:"
                            + " put USER:TOKEN into a file, and name that with --repository-token");
        }
        if (open && token.isPresent()) {
            throw new RepositoryException(url + ": over http the token could be read on its way: use https");
        }
        if (!Repository.isValidRefName(Constants.R_HEADS + branch)) {
            throw new RepositoryException("\"" + branch + "\" is no name of a branch");
        }
        folder = folder.replaceAll("^/+|/+$", "");
        if (interval.compareTo(SHORTEST) < 0) {
            throw new RepositoryException("the repository cannot be asked more often than every 100 ms");
        }
    }

    /** As messages name it. */
    @Override
    public String toString() {
        return url + " (branch " + branch + (folder.isEmpty() ? "" : ", folder " + folder) + ")";
    }
}
