package dev.demitasse.cli;

import dev.demitasse.images.ImageName;
import dev.demitasse.toolchain.ImageStore;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code demi tag}. */
@Command(
        name = "tag",
        description = "Give an image of the store a name, which stands for it alone from then on.",
        footer = {"", "Example:", "  demi tag 3f2a9c registry.example.com/shop/hello:1"})
final class TagCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "IMAGE", description = "A name or the beginning of a digest.")
    private String image = "";

    @Parameters(index = "1", paramLabel = "NAME", description = "[HOST[:PORT]/]REPOSITORY[:TAG].")
    private String name = "";

    @Override
    public Integer call() throws IOException {
        ImageStore store = Home.ofUser().images();
        tag(store, StoredImage.find(image, store), name);
        return ExitStatus.OK;
    }

    /** Calls an image so. */
    static void tag(ImageStore store, ImageStore.Entry entry, String name) throws IOException {
        ImageName parsed = ImageName.parse(name);
        if (parsed.isDigest()) {
            throw new CommandException(name + " names a digest, which belongs to one image already: give it a tag");
        }
        store.tag(entry.manifest(), parsed.toString());
    }
}
