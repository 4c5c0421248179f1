package dev.demitasse.cli;

import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ContentsFile;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An image that was built, and what its build recorded. Immutable.
 *
 * @param image the image
 * @param store where reports on it are, if anywhere
 */
record KnownImage(ReadyImage image, ImageStore store) {
    /** The image that a file, the beginning of a digest, or the name of one built before stands for; of these the newest. */
    static Optional<KnownImage> find(String name, Home home) throws IOException {
        ImageStore store = home.images();
        Optional<ReadyImage> image = ReadyImage.find(name, store);
        if (image.isEmpty() && name.matches("[A-Za-z0-9._-]+")) {
            for (ImageStore.Entry entry : store.images()) {
                if (ImageManifest.read(entry.image()).name().equals(name)) {
                    image = Optional.of(
                            new ReadyImage(entry.image(), entry.digest(), ImageManifest.read(entry.image())));
                    break;
                }
            }
        }
        return image.map(found -> new KnownImage(found, store));
    }

    /**
     * As {@link #find}.
     *
     * @throws CommandException when there is none
     */
    static KnownImage of(String name, Home home) throws IOException {
        return find(name, home)
                .orElseThrow(() -> new CommandException("there is no image " + name
                        + ": give an image file, the beginning of a digest, or a name that demi images lists"));
    }

    /** What is inside it, if its build recorded it. */
    Optional<Contents> knownContents() throws IOException {
        Optional<Path> file = store.report(image.digest(), ContentsFile.NAME);
        return file.isPresent() ? Optional.of(ContentsFile.read(file.get())) : Optional.empty();
    }

    /**
     * What is inside it.
     *
     * @throws CommandException when that was not recorded
     */
    Contents contents() throws IOException {
        return knownContents()
                .orElseThrow(
                        () -> new CommandException(
                                "what is inside " + image.manifest().name()
                                        + " is not recorded: it was built elsewhere or by an older version; build it again with demi build"));
    }
}
