package dev.demitasse.control;

import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ContentsException;
import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.service.AllowedChanges;
import dev.demitasse.control.service.Reason;
import dev.demitasse.control.service.ServiceSpec;
import dev.demitasse.control.service.SpecException;
import dev.demitasse.toolchain.ChangedSetting;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Refuses an update whose image differs in more than its service allows. Thread-safe. */
final class UpdateGuard {
    private static final int SHOWN = 3;
    private static final int SHORT = 12;

    private final ImageVault images;
    private final ContentsVault contents;

    UpdateGuard(ImageVault images, ContentsVault contents) {
        this.images = images;
        this.contents = contents;
    }

    /**
     * Compares the image that is wanted with the one before it, if there is one and the service cares.
     *
     * @param file what messages call the service's text
     * @param before digest of the image that was wanted so far; empty for a new service
     * @throws SpecException in one line, with the first of what is not allowed, and how to see all
     */
    void check(String file, ServiceSpec wanted, Optional<String> before) {
        Optional<AllowedChanges> allowed = wanted.rollout().mayChange();
        String after = wanted.template().digest().orElseThrow();
        if (allowed.isEmpty() || before.isEmpty() || before.get().equals(after)) {
            return;
        }
        List<String> found;
        try {
            found = UpdateReview.of(
                    allowed.get(),
                    ChangedSetting.between(
                            images.intact(before.get()).manifest(),
                            images.intact(after).manifest()),
                    inside(file, before.get()),
                    inside(file, after));
        } catch (IOException e) {
            throw new SpecException(file + ": may-change cannot be checked: " + Reason.of(e), e);
        }
        if (!found.isEmpty()) {
            throw new SpecException("%s: the image %s differs from %s in more than may-change of rollout lists: %s%s;"
                            .formatted(
                                    file,
                                    brief(after),
                                    brief(before.get()),
                                    String.join("; ", found.subList(0, Math.min(SHOWN, found.size()))),
                                    found.size() > SHOWN ? "; and " + (found.size() - SHOWN) + " more" : "")
                    + " demi diff " + brief(before.get()) + " " + brief(after) + " shows all");
        }
    }

    private Contents inside(String file, String digest) throws IOException {
        try {
            return contents.contents(digest)
                    .orElseThrow(() -> new SpecException(
                            file + ": may-change cannot be checked, since what is inside " + brief(digest)
                                    + " is not recorded here: demi apply sends it with an image that was built"));
        } catch (ContentsException e) {
            throw new SpecException(file + ": may-change cannot be checked: " + Reason.of(e), e);
        }
    }

    private static String brief(String digest) {
        return digest.substring(0, SHORT);
    }
}
