package dev.demitasse.control;

import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.reconcile.Happening;
import dev.demitasse.control.repository.FollowedCommit;
import dev.demitasse.control.repository.LastChange;
import dev.demitasse.control.repository.Mirror;
import dev.demitasse.control.repository.RemoteRepository;
import dev.demitasse.control.repository.ResolvedImage;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.control.service.SpecReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is wanted here what a repository of somebody else's says, commit by commit, each as a whole: one that makes no
 * sense leaves all as it was, and is tried again, since what it lacks may come. Guarded by its lock; {@link #view} does not
 * wait for it.
 */
final class Follower {
    private static final Duration END = Duration.ofSeconds(2);

    private final RemoteRepository remote;
    private final Path copy;
    private final Parts parts;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("repository").unstarted(this::run);
    private final TagWatch tags;
    private volatile RepositoryView view;
    private volatile boolean ended;
    private @Nullable Mirror mirror;

    /** What it works on. */
    record Parts(
            Loop loop,
            Wishes wishes,
            ServiceTable services,
            Admission admission,
            UpdateGuard guard,
            Journal journal,
            ImageSource source,
            ImageVault images,
            ContentsVault contents) {}

    private enum State {
        /** It has not been asked yet. */
        NEW,
        /** What it says is wanted. */
        CURRENT,
        /** What it says cannot be wanted here. */
        REFUSED,
        /** It does not answer. */
        UNREACHABLE
    }

    /** A repository's follower, with a copy of it in a directory; {@link #begin} asks it for the first time. */
    Follower(RemoteRepository remote, Path copy, Parts parts) {
        this.remote = remote;
        this.copy = copy;
        this.parts = parts;
        this.tags = new TagWatch(parts.source(), InstantSource.system());
        this.view = view(State.NEW, "", "", "", "it has not answered yet");
    }

    void begin() {
        thread.start();
    }

    private void run() {
        while (!ended) {
            look(false);
            try {
                Thread.sleep(remote.interval());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Where what is wanted is said, and how far that is so here. */
    RepositoryView view() {
        return view;
    }

    /** Asks the repository now, and takes up what it says. */
    RepositoryView look() {
        return look(true);
    }

    private synchronized RepositoryView look(boolean waited) {
        if (ended) {
            return view;
        }
        Mirror opened;
        String commit;
        try {
            opened = opened();
            commit = opened.fetch();
        } catch (RuntimeException e) {
            stand(view(State.UNREACHABLE, view.taken(), view.seen(), view.answered(), Reason.of(e)));
            return view;
        }
        String now = Instant.now().toString();
        String taken = "";
        try {
            taken = opened.taken().orElse("");
            if (!taken.equals(commit)) {
                take(opened, commit);
            }
            List<ResolvedImage> images = opened.images();
            stand(view(State.CURRENT, commit, commit, now, "").withImages(tags.known(images)));
            List<String> moved = tags.ask(images, waited);
            view = view.withImages(tags.known(images));
            moved.forEach(message -> tell(Happening.WARNING, message));
        } catch (IOException | RuntimeException e) {
            stand(view(State.REFUSED, taken, commit, now, Reason.of(e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return view;
    }

    private Mirror opened() {
        if (mirror == null) {
            mirror = Mirror.open(remote, copy);
        }
        return mirror;
    }

    private RepositoryView view(State state, String taken, String seen, String answered, String message) {
        return new RepositoryView(
                remote.url(),
                remote.branch(),
                remote.folder(),
                state.name(),
                taken,
                seen,
                answered,
                message,
                view == null ? List.of() : view.images());
    }

    /** Tells what is news. */
    private void stand(RepositoryView now) {
        RepositoryView before = view;
        view = now;
        boolean same = now.state().equals(before.state())
                && now.message().equals(before.message())
                && now.seen().equals(before.seen());
        if (same || ended) {
            return;
        }
        switch (State.valueOf(now.state())) {
            case NEW -> throw new IllegalStateException("a repository is new only once");
            case CURRENT -> tell(Happening.FOLLOWED, "commit " + FollowedCommit.shortened(now.taken()) + " is wanted");
            case REFUSED ->
                tell(
                        Happening.WARNING,
                        "commit " + FollowedCommit.shortened(now.seen())
                                + " is not taken, and what was wanted before stays: " + now.message());
            case UNREACHABLE ->
                tell(Happening.WARNING, "it does not answer, and what was wanted stays: " + now.message());
        }
    }

    private void tell(Happening what, String message) {
        parts.journal().tell("", "", what, "repository " + remote + ": " + message);
    }

    private void take(Mirror from, String id) throws IOException, InterruptedException {
        FollowedCommit commit = from.read(id);
        Optional<String> taken = from.taken();
        if (taken.isPresent() && !from.follows(id, taken.get())) {
            tell(
                    Happening.WARNING,
                    "its history was rewritten: commit " + commit.shortId() + " does not follow "
                            + FollowedCommit.shortened(taken.get()) + ", which was wanted");
        }
        Map<String, String> before = taken.isPresent() ? from.read(taken.get()).files() : Map.of();
        Map<String, Said> said = said(commit);
        Set<String> here =
                parts.loop().call(() -> new TreeSet<>(parts.services().names(_ -> true)));
        var wishes = new ArrayList<Wish>();
        var images = new TreeMap<String, ResolvedImage>();
        from.images().stream()
                .filter(image -> said.containsKey(image.service()))
                .forEach(image -> images.put(image.service(), image));
        for (Said one : said.values()) {
            boolean news =
                    !Objects.equals(before.get(one.path()), commit.files().get(one.path()));
            if (news || !here.contains(one.spec().name())) {
                Wish wish = wish(from, id, one);
                wishes.add(wish);
                remember(images, one.spec(), wish.spec().template().image());
            }
        }
        parts.loop().call(() -> {
            var deleted = new TreeSet<String>();
            parts.services().wanted().forEach(spec -> deleted.add(spec.name()));
            deleted.removeAll(said.keySet());
            parts.wishes().take(wishes, deleted, commit.author(), commit.shortId());
            return true;
        });
        from.remember(List.copyOf(images.values()));
        from.take(id);
    }

    private static void remember(Map<String, ResolvedImage> images, ServiceSpec said, String digest) {
        String named = said.template().image();
        if (named.equals(digest)) {
            images.remove(said.name());
        } else {
            images.put(said.name(), new ResolvedImage(said.name(), named, digest));
        }
    }

    /** What a file says. */
    private record Said(String path, ServiceSpec spec) {}

    private static Map<String, Said> said(FollowedCommit commit) {
        var said = new TreeMap<String, Said>();
        commit.files().forEach((path, text) -> {
            ServiceSpec spec = SpecReader.read(path, text);
            Said other = said.put(spec.name(), new Said(path, spec));
            if (other != null) {
                throw new SpecException(path + ": the service " + spec.name() + " is in " + other.path()
                        + " already: call one of them otherwise");
            }
        });
        return said;
    }

    private Wish wish(Mirror from, String id, Said said) throws IOException, InterruptedException {
        String named = said.spec().template().image();
        String digest;
        try {
            digest = parts.source().digest(named, parts.images(), parts.contents());
        } catch (IOException | RuntimeException e) {
            throw new SpecException(said.path() + ": the image \"" + named + "\" cannot be had: " + Reason.of(e), e);
        }
        ServiceSpec spec = said.spec().withImage(digest);
        parts.admission().check(said.path(), spec);
        parts.guard()
                .check(
                        said.path(),
                        spec,
                        parts.loop().call(() -> parts.services().image(spec.name())));
        LastChange change = from.lastChange(id, said.path());
        return new Wish(spec, change.author(), change.message() + " (" + FollowedCommit.shortened(change.id()) + ")");
    }

    /** Nothing is taken up from now on. */
    void end() throws InterruptedException {
        ended = true;
        thread.interrupt();
        // Not for longer: it may wait for a server that does not answer.
        if (thread.join(END)) {
            synchronized (this) {
                if (mirror != null) {
                    mirror.close();
                }
            }
        }
    }
}
