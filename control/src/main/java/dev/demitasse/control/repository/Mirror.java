package dev.demitasse.control.repository;

import dev.demitasse.control.service.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * Our copy of a repository of somebody else's, and how far its branch has been followed. That is a reference in the copy,
 * with whose it is in its configuration, so that another repository, branch or folder begins anew. Confined to one thread.
 */
public final class Mirror implements AutoCloseable {
    private static final String FETCHED = "refs/remotes/owner/followed";
    private static final String TAKEN = "refs/demitasse/taken";
    private static final String SECTION = "demitasse";
    private static final String IMAGES = "image";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** No text about services is longer. */
    private static final int LONGEST_FILE = 1 << 20;

    private final RemoteRepository remote;
    private final Repository repository;

    private Mirror(RemoteRepository remote, Repository repository) {
        this.remote = remote;
        this.repository = repository;
    }

    /**
     * Opens the copy in a directory, which is made when there is none.
     *
     * @throws RepositoryException when it cannot be used
     */
    public static Mirror open(RemoteRepository remote, Path directory) {
        try {
            Repository repository = new FileRepository(directory.toFile());
            if (!Files.exists(directory.resolve(Constants.HEAD))) {
                repository.create(true);
            }
            var mirror = new Mirror(remote, repository);
            mirror.follow();
            return mirror;
        } catch (IOException e) {
            throw new RepositoryException(
                    "the copy of the repository in " + directory + " cannot be used (" + line(e)
                            + "): remove it, and it is fetched anew",
                    e);
        }
    }

    /** Forgets how far anything was followed: what is wanted has had another owner since. */
    public static void forget(Path directory) throws IOException {
        if (Files.exists(directory.resolve(Constants.HEAD))) {
            try (var repository = new FileRepository(directory.toFile())) {
                delete(repository, TAKEN);
            }
        }
    }

    private void follow() throws IOException {
        StoredConfig config = repository.getConfig();
        String[] said = {remote.url(), remote.branch(), remote.folder()};
        String[] keys = {"url", "branch", "folder"};
        boolean same = true;
        for (int i = 0; i < keys.length; i++) {
            same &= said[i].equals(Optional.ofNullable(config.getString(SECTION, null, keys[i]))
                    .orElse(""));
            config.setString(SECTION, null, keys[i], said[i]);
        }
        if (!same) {
            delete(repository, TAKEN);
            // No background thread: it would hold files of a copy that is closed.
            config.setBoolean("gc", null, "autoDetach", false);
            config.save();
        }
    }

    private static void delete(Repository repository, String name) throws IOException {
        RefUpdate update = repository.updateRef(name);
        update.setForceUpdate(true);
        update.delete();
    }

    /**
     * Asks the owner what is wanted now.
     *
     * @return the branch's commit, 40 hexadecimal digits
     * @throws RepositoryException when that cannot be had
     */
    public String fetch() {
        try (Transport transport = Transport.open(repository, new URIish(remote.url()))) {
            transport.setTimeout((int) PATIENCE.toSeconds());
            transport.setTagOpt(TagOpt.NO_TAGS);
            transport.setCheckFetchedObjects(true);
            remote.token().ifPresent(file -> transport.setCredentialsProvider(TokenFile.read(file)));
            // The plus: where history was rewritten, the owner's word counts and not what was before.
            var branch = new RefSpec("+" + Constants.R_HEADS + remote.branch() + ":" + FETCHED);
            boolean news = !transport
                    .fetch(NullProgressMonitor.INSTANCE, List.of(branch))
                    .getTrackingRefUpdates()
                    .isEmpty();
            if (news) {
                repository.autoGC(NullProgressMonitor.INSTANCE);
            }
            ObjectId commit = repository.resolve(FETCHED);
            if (commit == null) {
                throw new RepositoryException(remote.url() + " has no branch " + remote.branch());
            }
            return commit.name();
        } catch (NoRemoteRepositoryException e) {
            throw new RepositoryException("there is no repository at " + remote.url(), e);
        } catch (TransportException e) {
            throw new RepositoryException(reason(e), e);
        } catch (IOException | URISyntaxException e) {
            throw new RepositoryException(remote.url() + " cannot be fetched: " + line(e), e);
        }
    }

    private String reason(TransportException e) {
        String message = line(e);
        if (message.contains("does not have " + Constants.R_HEADS + remote.branch())) {
            return remote.url() + " has no branch " + remote.branch();
        }
        return message.contains(remote.url()) ? message : remote.url() + ": " + message;
    }

    private static String line(Exception e) {
        return Reason.of(e).replaceAll("\\s+", " ").strip();
    }

    /** The commit that was taken last, if one of this repository, branch and folder was. */
    public Optional<String> taken() {
        try {
            return Optional.ofNullable(repository.resolve(TAKEN)).map(ObjectId::name);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** What the commit wants is wanted here now. */
    public void take(String commit) {
        try {
            RefUpdate update = repository.updateRef(TAKEN);
            update.setNewObjectId(ObjectId.fromString(commit));
            update.setForceUpdate(true);
            RefUpdate.Result result = update.update();
            switch (result) {
                case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {
                    return;
                }
                default -> throw new IOException("the reference does not move: " + result);
            }
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** What the images' names stood for in what is wanted now. */
    public List<ResolvedImage> images() {
        StoredConfig config = repository.getConfig();
        return config.getSubsections(IMAGES).stream()
                .map(service -> new ResolvedImage(
                        service,
                        config.getString(IMAGES, service, "named"),
                        config.getString(IMAGES, service, "digest")))
                .toList();
    }

    /** Keeps them, and no others, for those who ask what has moved since. */
    public void remember(List<ResolvedImage> images) {
        try {
            StoredConfig config = repository.getConfig();
            Set.copyOf(config.getSubsections(IMAGES)).forEach(service -> config.unsetSection(IMAGES, service));
            for (ResolvedImage image : images) {
                config.setString(IMAGES, image.service(), "named", image.named());
                config.setString(IMAGES, image.service(), "digest", image.digest());
            }
            config.save();
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Whether a commit comes after another, so that nothing was taken back in the history. */
    public boolean follows(String later, String earlier) {
        try (var walk = new RevWalk(repository)) {
            return walk.isMergedInto(commit(walk, earlier), commit(walk, later));
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /**
     * Reads a commit.
     *
     * @throws RepositoryException when the folder is not there, or a file in it cannot be one about a service
     */
    public FollowedCommit read(String id) {
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            RevCommit commit = commit(walk, id);
            var files = new TreeMap<String, String>();
            String prefix = remote.folder().isEmpty() ? "" : remote.folder() + "/";
            tree.addTree(folder(commit));
            while (tree.next()) {
                String name = tree.getPathString();
                FileMode mode = tree.getFileMode(0);
                boolean plain = mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
                if (plain && (name.endsWith(".yaml") || name.endsWith(".yml"))) {
                    files.put(prefix + name, text(prefix + name, tree.getObjectId(0)));
                }
            }
            return new FollowedCommit(id, commit.getAuthorIdent().getName(), files);
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** A folder that has gone says nothing of services: whoever wants none of them keeps another file in it. */
    private ObjectId folder(RevCommit commit) throws IOException {
        if (remote.folder().isEmpty()) {
            return commit.getTree();
        }
        try (TreeWalk found = TreeWalk.forPath(repository, remote.folder(), commit.getTree())) {
            if (found == null || !found.getFileMode(0).equals(FileMode.TREE)) {
                throw new RepositoryException("there is no folder " + remote.folder() + " in it");
            }
            return found.getObjectId(0);
        }
    }

    private String text(String path, ObjectId blob) throws IOException {
        ObjectLoader loader = repository.open(blob, Constants.OBJ_BLOB);
        if (loader.getSize() > LONGEST_FILE) {
            throw new RepositoryException(path + ": the file is longer than a megabyte: nothing here needs as much");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(loader.getBytes()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RepositoryException(path + ": the file is no text in UTF-8", e);
        }
    }

    /** Which commit made a file what it is in {@code id}. */
    public LastChange lastChange(String id, String path) {
        try (var walk = new RevWalk(repository)) {
            RevCommit head = commit(walk, id);
            walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
            walk.markStart(head);
            RevCommit last = Optional.ofNullable(walk.next()).orElse(head);
            walk.parseBody(last);
            return new LastChange(last.name(), last.getAuthorIdent().getName(), last.getShortMessage());
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private static RevCommit commit(RevWalk walk, String id) throws IOException {
        return walk.parseCommit(ObjectId.fromString(id));
    }

    private RepositoryException damaged(IOException e) {
        return new RepositoryException(
                "the copy of the repository in " + repository.getDirectory() + " is damaged (" + line(e)
                        + "): remove it, and it is fetched anew",
                e);
    }

    @Override
    public void close() {
        repository.close();
    }
}
