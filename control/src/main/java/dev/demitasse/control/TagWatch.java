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

/**
 * Asks now and then whether names of images still stand for what they stood for when they were looked up, and tells when one does
 * not. What runs stays: a repository changes what is wanted by commits, and somebody else's tag is none. Confined to the
 * follower.
 */
final class TagWatch {
    /** Registries count how often they are asked. */
    static final Duration PAUSE = Duration.ofMinutes(5);

    private final ImageSource source;
    private final InstantSource clock;
    private final Map<ResolvedImage, String> moved = new HashMap<>();
    private Optional<Instant> asked = Optional.empty();

    TagWatch(ImageSource source, InstantSource clock) {
        this.source = source;
        this.clock = clock;
    }

    /** What is known of names, from when they were asked last. */
    List<NamedImage> known(List<ResolvedImage> images) {
        return images.stream()
                .map(image ->
                        new NamedImage(image.service(), image.named(), image.digest(), moved.getOrDefault(image, "")))
                .toList();
    }

    /**
     * Asks what names stand for, if it is time.
     *
     * @param images what they stood for
     * @param now whether it is time in any case, since somebody waits for it
     * @return what operators should know
     */
    List<String> ask(List<ResolvedImage> images, boolean now) throws InterruptedException {
        moved.keySet().retainAll(images);
        var news = new ArrayList<String>();
        Instant time = clock.instant();
        if (now || asked.isEmpty() || !time.isBefore(asked.get().plus(PAUSE))) {
            asked = Optional.of(time);
            for (ResolvedImage image : images) {
                ask(image).ifPresent(news::add);
            }
        }
        return news;
    }

    private Optional<String> ask(ResolvedImage image) throws InterruptedException {
        String digest;
        try {
            digest = source.now(image.named());
        } catch (IOException | RuntimeException e) {
            // A tag that is gone, or a registry that is: what runs does not need it.
            return Optional.empty();
        }
        if (digest.equals(image.digest())) {
            moved.remove(image);
            return Optional.empty();
        }
        if (digest.equals(moved.put(image, digest))) {
            return Optional.empty();
        }
        return Optional.of("the image " + image.named() + " of " + image.service() + " has moved: it was "
                + shown(image.digest()) + " when that text was taken, which stays, and is " + shown(digest)
                + " now; a commit that changes the text takes it up");
    }

    private static String shown(String digest) {
        return digest.substring(0, Math.min(digest.length(), "sha256:".length() + 12));
    }
}
