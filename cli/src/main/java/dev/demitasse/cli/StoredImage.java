package dev.demitasse.cli;

import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.OciDescriptor;
import java.io.IOException;

/** Images of the store as commands name them. Stateless. */
final class StoredImage {
    private StoredImage() {}

    /**
     * The image that has this name, or whose digest begins so.
     *
     * @throws CommandException when there is none
     */
    static ImageStore.Entry find(String named, ImageStore store) throws IOException {
        String digest = named.startsWith(OciDescriptor.SHA256) ? named.substring(OciDescriptor.SHA256.length()) : named;
        if (digest.matches("[0-9a-f]{6,64}")) {
            var found = store.byDigest(digest);
            if (found.isPresent()) {
                return found.get();
            }
        }
        return store.byName(named)
                .orElseThrow(() -> new CommandException("there is no image " + named + "; demi images lists all"));
    }
}
