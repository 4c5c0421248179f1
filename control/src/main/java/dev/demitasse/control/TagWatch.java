package dev.demitasse.control;

import dev.demitasse.control.RepositoryView.NamedImage;
import dev.demitasse.control.repository.ResolvedImage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks now and then whether names of images still stand for what they stood for when they were looked up, and tells when one does
 * not. What runs stays: a repository changes what is wanted by commits, and somebody else's tag is none. Confined to the
 * follower.
 */
final class TagWatch {
    /** Registries count how often they are asked. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    private final ImageSource source;
    private final Consumer<String> warnings;
    private final InstantSource clock;
    private final Map<ResolvedImage, String> moved = new HashMap<>();
    private Optional<Instant> asked = Optional.empty();

    TagWatch(ImageSource source, Consumer<String> warnings, InstantSource clock) {
        this.source = source;
        this.warnings = warnings;
        this.clock = clock;
    }

    /**
     * What names stand for.
     *
     * @param images what they stood for
     * @param now whether somebody waits for it, so that they are asked whenever that was done last
     */
    List<NamedImage> look(List<ResolvedImage> images, boolean now) throws InterruptedException {
        moved.keySet().retainAll(images);
        Instant time = clock.instant();
        if (now || asked.isEmpty() || !time.isBefore(asked.get().plus(PAUSE))) {
            asked = Optional.of(time);
            for (ResolvedImage image : images) {
                ask(image);
            }
        }
        var all = new ArrayList<NamedImage>();
        images.forEach(image ->
                all.add(new NamedImage(image.service(), image.named(), image.digest(), moved.getOrDefault(image, ""))));
        return all;
    }

    private void ask(ResolvedImage image) throws InterruptedException {
        String digest;
        try {
            digest = source.now(image.named());
        } catch (IOException | RuntimeException e) {
            // A tag that is gone, or a registry that is: what runs does not need it.
            return;
        }
        if (digest.equals(image.digest())) {
            moved.remove(image);
        } else if (!digest.equals(moved.put(image, digest))) {
            warnings.accept("the image " + image.named() + " of " + image.service() + " has moved: it was "
                    + shown(image.digest()) + " when that text was taken, which stays, and is " + shown(digest)
                    + " now; a commit that changes the text takes it up");
        }
    }

    private static String shown(String digest) {
        return digest.substring(0, Math.min(digest.length(), "sha256:".length() + 12));
    }
}
