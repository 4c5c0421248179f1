package dev.demitasse.control.desired;

import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.UnknownException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * The services that are wanted: a bare git repository with a file {@code NAME.yaml} for each on the branch {@code main}.
 * Every change is a commit, on disk before the call returns: objects are written and synced first, then the branch moves
 * to them at once, so that a crash at any point leaves the old state or the new one. One process at a time writes.
 * Guarded by its lock.
 */
public final class DesiredState implements AutoCloseable {
    private static final String BRANCH = Constants.R_HEADS + "main";
    private static final String SUFFIX = ".yaml";

    private final Path directory;
    private final Repository repository;

    private DesiredState(Path directory, Repository repository) {
        this.directory = directory;
        this.repository = repository;
    }

    /**
     * Opens the repository in a directory, which is made when there is none.
     *
     * @throws DesiredStateException when it cannot be used
     */
    public static DesiredState open(Path directory) {
        // What a user has set for his own work has no say here, and is not worth reading.
        SystemReader.setInstance(new OwnSettings(SystemReader.getInstance(), directory.resolve("jgit.config")));
        try {
            Repository repository = new FileRepository(directory.toFile());
            if (!Files.exists(directory.resolve(Constants.HEAD))) {
                repository.create(true);
                repository.updateRef(Constants.HEAD).link(BRANCH);
            }
            StoredConfig config = repository.getConfig();
            if (!config.getBoolean("core", "fsyncObjectFiles", false)) {
                config.setBoolean("core", null, "fsyncObjectFiles", true);
                config.setBoolean("core", null, "fsyncRefFiles", true);
                config.save();
            }
            var state = new DesiredState(directory, repository);
            state.services();
            return state;
        } catch (IOException e) {
            throw new DesiredStateException(
                    "the repository %s cannot be opened: %s".formatted(directory, Reason.of(e)), e);
        }
    }

    /** The services' texts by their names. */
    public synchronized Map<String, String> services() {
        try (var walk = new RevWalk(repository)) {
            var services = new TreeMap<String, String>();
            Optional<RevCommit> head = head(walk);
            if (head.isPresent()) {
                try (var tree = new TreeWalk(repository)) {
                    tree.addTree(head.get().getTree());
                    while (tree.next()) {
                        if (tree.getPathString().endsWith(SUFFIX)) {
                            services.put(name(tree.getPathString()), text(tree.getObjectId(0)));
                        }
                    }
                }
            }
            return services;
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /**
     * Wants a service so.
     *
     * @param author who asks for it
     * @param message what is done, a line
     * @return what was made of it; the latest revision when that is the same to the letter
     * @throws DesiredStateException when it cannot be written; the old state holds then
     */
    public synchronized Revision put(String service, String text, String author, String message) {
        Map<String, String> services = services();
        if (!text.equals(services.put(service, text))) {
            commit(services, author, message);
        }
        return latest(service);
    }

    /** Wants a service no more. */
    public synchronized Revision delete(String service, String author, String message) {
        Map<String, String> services = services();
        if (services.remove(service) != null) {
            commit(services, author, message);
        }
        return latest(service);
    }

    private Revision latest(String service) {
        return history(service).getFirst();
    }

    /** All versions of a service, the latest first; none of one that never was. */
    public synchronized List<Revision> history(String service) {
        try (var walk = new RevWalk(repository)) {
            Optional<RevCommit> head = head(walk);
            if (head.isEmpty()) {
                return List.of();
            }
            walk.markStart(head.get());
            var commits = new ArrayList<RevCommit>();
            walk.forEach(commits::add);
            Collections.reverse(commits);
            var revisions = new ArrayList<Revision>();
            ObjectId before = null;
            for (RevCommit commit : commits) {
                ObjectId blob = blob(commit, service);
                if (!Objects.equals(blob, before)) {
                    revisions.add(revision(revisions.size() + 1, commit, blob));
                }
                before = blob;
            }
            return List.copyOf(revisions.reversed());
        } catch (IOException | RuntimeException e) {
            throw unreadable(e);
        }
    }

    /**
     * The version of a service that is called so: by its number, or the beginning of its commit.
     *
     * @throws UnknownException when there is none
     */
    public Revision revision(String service, String called) {
        List<Revision> history = history(service);
        return history.stream()
                .filter(revision -> Integer.toString(revision.number()).equals(called)
                        || called.length() >= 7 && revision.commit().startsWith(called))
                .findFirst()
                .orElseThrow(() -> history.isEmpty()
                        ? UnknownException.service(service)
                        : new UnknownException("%s has no revision %s; demi history %s lists them"
                                .formatted(service, called, service)));
    }

    private Revision revision(int number, RevCommit commit, @Nullable ObjectId blob) throws IOException {
        return new Revision(
                number,
                commit.name(),
                Instant.ofEpochSecond(commit.getCommitTime()),
                commit.getAuthorIdent().getName(),
                commit.getShortMessage(),
                blob == null ? Optional.empty() : Optional.of(text(blob)));
    }

    private void commit(Map<String, String> services, String author, String message) {
        try (var inserter = repository.newObjectInserter();
                var walk = new RevWalk(repository)) {
            var tree = new TreeFormatter();
            for (var service : services.entrySet()) {
                ObjectId blob =
                        inserter.insert(Constants.OBJ_BLOB, service.getValue().getBytes(StandardCharsets.UTF_8));
                tree.append(service.getKey() + SUFFIX, FileMode.REGULAR_FILE, blob);
            }
            Optional<RevCommit> head = head(walk);
            var who = new PersonIdent(author, author + "@demitasse");
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            head.ifPresent(commit::setParentId);
            commit.setAuthor(who);
            commit.setCommitter(who);
            commit.setMessage(message + "\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef(BRANCH);
            update.setNewObjectId(id);
            update.setExpectedOldObjectId(head.<ObjectId>map(parent -> parent).orElse(ObjectId.zeroId()));
            RefUpdate.Result result = update.update();
            if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.FAST_FORWARD) {
                throw new IOException("the branch does not move: " + result);
            }
        } catch (IOException e) {
            throw new DesiredStateException(
                    "nothing was changed, since %s cannot be written: %s".formatted(directory, Reason.of(e)), e);
        }
    }

    private Optional<RevCommit> head(RevWalk walk) throws IOException {
        ObjectId id = repository.resolve(BRANCH);
        return id == null ? Optional.empty() : Optional.of(walk.parseCommit(id));
    }

    private @Nullable ObjectId blob(RevCommit commit, String service) throws IOException {
        try (var tree = TreeWalk.forPath(repository, service + SUFFIX, commit.getTree())) {
            return tree == null ? null : tree.getObjectId(0);
        }
    }

    private String text(ObjectId blob) throws IOException {
        return new String(repository.open(blob, Constants.OBJ_BLOB).getBytes(), StandardCharsets.UTF_8);
    }

    private static String name(String file) {
        return file.substring(0, file.length() - SUFFIX.length());
    }

    private DesiredStateException unreadable(Exception e) {
        return new DesiredStateException(
                "the repository %s is damaged: %s; git fsck says what is, and a copy of the repository puts it right"
                        .formatted(directory, Reason.of(e)),
                e);
    }

    @Override
    public void close() {
        repository.close();
    }
}
