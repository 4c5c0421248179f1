package dev.demitasse.cli;

import dev.demitasse.contents.ContentsFile;
import dev.demitasse.control.service.Template;
import dev.demitasse.images.Signatures;
import dev.demitasse.images.Verifier;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.ReadyImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds what a service calls its image, builds it if needed, and sends it to the control plane. */
final class ServiceImage {
    private final ControlClient client;
    private final BuildOptions build;

    ServiceImage(ControlClient client, BuildOptions build) {
        this.client = client;
        this.build = build;
    }

    /**
     * The digest of an image that the control plane has, when this returns.
     *
     * @param named a digest, an image file, an application, or the name of an image built before
     * @param folder what paths are relative to
     */
    String digest(String named, Path folder) throws IOException, InterruptedException {
        String prefix = Template.DIGEST_PREFIX;
        String plain = named.startsWith(prefix) ? named.substring(prefix.length()) : named;
        boolean whole = plain.matches("[0-9a-f]{64}");
        if (whole && client.has("/v1/images/" + plain)) {
            sendSignatures(plain);
            return prefix + plain;
        }
        ReadyImage image = find(plain, folder, named.startsWith(prefix));
        if (!client.has("/v1/images/" + image.digest())) {
            client.put("/v1/images/" + image.digest(), image.file());
        }
        sendSignatures(image.digest());
        sendContents(image.digest());
        return prefix + image.digest();
    }

    /** Sends what the build recorded of the image's inside, where that is known here and not there. */
    private void sendContents(String digest) throws IOException, InterruptedException {
        Optional<Path> contents = Home.ofUser().images().report(digest, ContentsFile.NAME);
        String there = "/v1/images/" + digest + "/contents";
        if (contents.isPresent() && !client.has(there)) {
            client.put(there, contents.get());
        }
    }

    /** Those that this machine has; the control plane keeps what it has besides. */
    private void sendSignatures(String digest) throws IOException, InterruptedException {
        for (byte[] signature : new Signatures(Home.ofUser().images()).of(digest)) {
            Optional<String> key = Verifier.keyOf(signature);
            if (key.isPresent() && key.get().matches("[0-9a-f]{64}")) {
                client.put("/v1/images/" + digest + "/signatures/" + key.get(), signature);
            }
        }
    }

    private ReadyImage find(String named, Path folder, boolean digest) throws IOException, InterruptedException {
        Home home = Home.ofUser();
        Path file = folder.resolve(named);
        String local = Files.exists(file) ? file.normalize().toString() : named;
        Optional<ReadyImage> ready = ReadyImage.find(local, home.images());
        if (ready.isPresent()) {
            return ready.get();
        }
        if (digest) {
            throw new CommandException(
                    "there is no image sha256:" + named + "; demi images lists those of this machine");
        }
        if (!Files.exists(file) && named.matches("[A-Za-z0-9._-]+")) {
            for (ImageStore.Entry entry : home.images().images()) {
                if (ImageManifest.read(entry.image()).name().equals(named)) {
                    return ReadyImage.of(entry);
                }
            }
        }
        return ReadyImage.of(
                build.build(local, Optional.empty(), Optional.of(HypervisorOptions.defaultTarget()), home));
    }
}
