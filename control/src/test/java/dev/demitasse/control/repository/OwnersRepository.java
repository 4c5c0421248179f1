package dev.demitasse.control.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.ResetCommand;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.lib.PersonIdent;

/** A repository of somebody's who says what is wanted, with its files in a folder. Confined to one thread. */
public final class OwnersRepository implements AutoCloseable {
    private final Path folder;
    private final Git git;

    /** An empty one. */
    public OwnersRepository(Path folder) throws GitAPIException {
        this.folder = folder;
        git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call();
    }

    /** What it is fetched from. */
    public String url() {
        return folder.toUri().toString();
    }

    /** The folder with its files. */
    public Path folder() {
        return folder;
    }

    /** Writes a file, and commits that. */
    public String commit(String path, String text, String author, String message) throws IOException, GitAPIException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        return commit(author, message);
    }

    /** Removes a file, and commits that. */
    public String remove(String path, String author, String message) throws IOException, GitAPIException {
        Files.delete(folder.resolve(path));
        return commit(author, message);
    }

    /** Commits all that is in the folder. */
    public String commit(String author, String message) throws GitAPIException {
        git.add().addFilepattern(".").setAll(true).call();
        var who = new PersonIdent(author, author + "@example.com");
        return git.commit()
                .setAuthor(who)
                .setCommitter(who)
                .setMessage(message)
                .setSign(false)
                .call()
                .name();
    }

    /** Takes commits back, as a forced push does. */
    public void goBackTo(String commit) throws GitAPIException {
        git.reset().setMode(ResetCommand.ResetType.HARD).setRef(commit).call();
    }

    /** Gives the branch another name. */
    public void renameBranch(String name) throws GitAPIException {
        git.branchRename().setNewName(name).call();
    }

    @Override
    public void close() {
        git.close();
    }
}
