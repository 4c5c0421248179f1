package dev.demitasse.cli;

import dev.demitasse.images.Credentials;
import dev.demitasse.images.KeyRing;
import dev.demitasse.images.Verifier;
import dev.demitasse.toolchain.ImageStore;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * Where the user's images and instances are.
 *
 * @param directory {@code ~/.demitasse}, or what the environment variable {@value #VARIABLE} names
 */
record Home(Path directory) {
    /** The environment variable that names another directory. */
    static final String VARIABLE = "DEMITASSE_HOME";

    /** This user's. */
    static Home ofUser() {
        String named = System.getenv(VARIABLE);
        return new Home(
                named == null || named.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".demitasse")
                        : Path.of(named).toAbsolutePath());
    }

    ImageStore images() {
        return new ImageStore(directory.resolve("images"));
    }

    /** Who we are to registries. */
    Credentials credentials() {
        return new Credentials(
                directory.resolve("registries.json"), List.of(Credentials.ofDocker()), Credentials.path());
    }

    /** The keys whose signatures are believed. */
    KeyRing keys() {
        return new KeyRing(directory.resolve("keys"));
    }

    /** Judges signatures by those keys, now. */
    Verifier verifier() {
        return new Verifier(keys(), InstantSource.system());
    }

    /** What the user wants of all commands. */
    Path settings() {
        return directory.resolve("settings.yaml");
    }

    InstanceStore instances() {
        return new InstanceStore(directory.resolve("instances"));
    }

    /** What is remembered of Maven projects. */
    Path projects() {
        return directory.resolve("projects");
    }

    /** What is remembered of KVM on this machine. */
    Path kvmVerdict() {
        return directory.resolve("kvm");
    }

    /** The state of this user's control plane. */
    Path control() {
        return directory.resolve("control");
    }
}
