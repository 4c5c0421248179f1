package dev.demitasse.cli;

import dev.demitasse.contents.ContentsFile;
import dev.demitasse.control.ContentsVault;
import dev.demitasse.control.ImageSource;
import dev.demitasse.control.fleet.ImageVault;
import dev.demitasse.control.service.Template;
import dev.demitasse.images.ImageName;
import dev.demitasse.images.Pull;
import dev.demitasse.images.RegistryOptions;
import dev.demitasse.images.Signatures;
import dev.demitasse.images.Verifier;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.ReadyImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The images that a followed repository names: of this user's store, or of a registry, from which they come into the store
 * first. Files and applications are none of them, since the repository is somebody else's. Confined to one thread at a time.
 */
final class FollowedImages implements ImageSource {
    private final Home home;
    private final RegistryOptions registry;

    FollowedImages(Home home, RegistryOptions registry) {
        this.home = home;
        this.registry = registry;
    }

    @Override
    public String digest(String named, ImageVault images, ContentsVault contents)
            throws IOException, InterruptedException {
        String prefix = Template.DIGEST_PREFIX;
        String plain = named.startsWith(prefix) ? named.substring(prefix.length()) : "";
        if (plain.matches("[0-9a-f]{64}") && images.has(plain)) {
            return named;
        }
        ReadyImage image = ReadyImage.of(stored(named, plain));
        String digest = image.digest();
        if (!images.has(digest)) {
            try (InputStream bytes = Files.newInputStream(image.file())) {
                images.put(digest, bytes);
            }
        }
        for (byte[] signature : new Signatures(home.images()).of(digest)) {
            Optional<String> key = Verifier.keyOf(signature).filter(text -> text.matches("[0-9a-f]{64}"));
            if (key.isPresent()) {
                images.signatures().put(digest, key.get(), new ByteArrayInputStream(signature));
            }
        }
        Optional<Path> inside = home.images().report(digest, ContentsFile.NAME);
        if (inside.isPresent() && contents.contents(digest).isEmpty()) {
            try (InputStream bytes = Files.newInputStream(inside.get())) {
                contents.put(digest, bytes);
            }
        }
        return prefix + digest;
    }

    @Override
    public String now(String named) throws IOException, InterruptedException {
        ImageName name = ImageName.parse(named);
        return Template.DIGEST_PREFIX
                + (name.registry().isEmpty()
                        ? stored(named, "").digest()
                        : new Pull(home.images(), registry, home.credentials()).digest(name));
    }

    private ImageStore.Entry stored(String named, String digest) throws IOException, InterruptedException {
        ImageStore store = home.images();
        if (!digest.isEmpty()) {
            return store.byDigest(digest)
                    .orElseThrow(() -> new CommandException(
                            "this machine has no such image; name it by its registry, or build or pull it here"));
        }
        ImageName name = ImageName.parse(named);
        if (name.registry().isEmpty()) {
            return store.byName(named)
                    .orElseThrow(() -> new CommandException("no image of this machine is called so; demi images"
                            + " lists them, and HOST/REPOSITORY:TAG is one in a registry"));
        }
        Pull.Fetched fetched = new Pull(store, registry, home.credentials()).fetch(name);
        return store.byDigest(fetched.digest())
                .orElseThrow(
                        () -> new CommandException("it was pulled, and removed from the store before it was read"));
    }
}
