package dev.demitasse.cli;

import dev.demitasse.control.RepositoryView;
import java.io.IOException;
import java.util.Optional;

/** Who says what services of a control plane are wanted, where it is a repository. Stateless. */
final class Owner {
    private Owner() {}

    static Optional<RepositoryView> of(ControlClient client) throws IOException, InterruptedException {
        return client.has("/v1/repository")
                ? Optional.of(client.get("/v1/repository", RepositoryView.class))
                : Optional.empty();
    }

    /** Before anything is built that would not be taken. */
    static void refuseOthers(ControlClient client) throws IOException, InterruptedException {
        Optional<RepositoryView> owner = of(client);
        if (owner.isPresent()) {
            throw new CommandException("nothing can be applied here: what is wanted is said by the repository "
                    + owner.get().url() + " (branch " + owner.get().branch() + "); commit the change there");
        }
    }

    /** Says whose word counts, if it is a repository's, and what is wrong with it, if anything is. */
    static void note(ControlClient client) throws IOException, InterruptedException {
        of(client).ifPresent(owner -> {
            String about = "the repository " + owner.url() + ": ";
            Messages.note(
                    "what is wanted is said by the repository " + owner.url() + " (branch " + owner.branch() + "), "
                            + (owner.taken().isEmpty()
                                    ? "of which nothing is taken yet"
                                    : "commit " + owner.taken().substring(0, 12)));
            switch (owner.state()) {
                case "REFUSED" ->
                    Messages.note(
                            about + "commit " + owner.seen().substring(0, 12) + " is not taken: " + owner.message());
                case "UNREACHABLE" -> Messages.note(about + "it does not answer: " + owner.message());
                default -> {
                    // What it says is wanted.
                }
            }
        });
    }
}
