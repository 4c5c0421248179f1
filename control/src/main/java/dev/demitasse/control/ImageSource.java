package dev.demitasse.control;

import dev.demitasse.control.fleet.ImageVault;
import java.io.IOException;

/** Where the images come from that a followed repository names. */
public interface ImageSource {
    /**
     * Finds an image and puts it into the vault, with what is known of it, if it is not there.
     *
     * @param named what the repository calls it: a digest, a name of this machine, or one in a registry
     * @return {@code sha256:} and the digest of an image that the vault has
     * @throws IOException when it cannot be had, or a {@link RuntimeException} whose message says why
     */
    String digest(String named, ImageVault images, ContentsVault contents) throws IOException, InterruptedException;

    /**
     * What a name stands for now; nothing is fetched.
     *
     * @param named a name of this machine, or one in a registry
     * @return {@code sha256:} and the digest
     * @throws IOException when that cannot be told, or a {@link RuntimeException} whose message says why
     */
    String now(String named) throws IOException, InterruptedException;
}
