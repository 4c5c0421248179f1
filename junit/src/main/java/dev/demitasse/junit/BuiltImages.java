package dev.demitasse.junit;

import dev.demitasse.toolchain.BuildListener;
import dev.demitasse.toolchain.BuildRequest;
import dev.demitasse.toolchain.BuildResult;
import dev.demitasse.toolchain.Distribution;
import dev.demitasse.toolchain.ImageBuilder;
import dev.demitasse.toolchain.ImageManifest;
import dev.demitasse.toolchain.ImageStore;
import dev.demitasse.toolchain.Stage;
import java.io.IOException;
import java.nio.file.Path;

/** Images built by the toolchain and kept where the command {@code demi} keeps its own. Thread-safe. */
final class BuiltImages implements Images {
    private final Path home;

    /** With images kept in the folder {@code home}. */
    BuiltImages(Path home) {
        this.home = home;
    }

    @Override
    public Image of(Unikernel wanted) throws InterruptedException {
        try {
            Path file = Path.of(wanted.app());
            if (ImageManifest.isElf(file)) {
                return image(file, ImageManifest.read(file));
            }
            BuildResult built = build(wanted);
            return image(built.image(), built.manifest());
        } catch (IOException e) {
            throw new UnikernelException("cannot read " + wanted.app() + ": " + e.getMessage(), e);
        }
    }

    private BuildResult build(Unikernel wanted) throws InterruptedException {
        var request = BuildRequest.of(wanted.app()).target(wanted.target().title());
        if (!wanted.main().isEmpty()) {
            request.main(wanted.main());
        }
        if (wanted.quick()) {
            request.quick();
        }
        var builder =
                new ImageBuilder(distribution(), new ImageStore(home.resolve("images")), home.resolve("projects"));
        return builder.build(request.build(), new Progress(wanted));
    }

    /** The one that this JVM is told of, else the one that belongs to this version. */
    private Distribution distribution() {
        String version = BuiltImages.class.getPackage().getImplementationVersion();
        return System.getProperty(Distribution.HOME_PROPERTY) != null || version == null
                ? Distribution.installed()
                : Distribution.ofMaven(version, home.resolve("distributions"));
    }

    private static Image image(Path file, ImageManifest manifest) {
        return new Image(file.toAbsolutePath(), manifest.target(), manifest.memoryOrUsual());
    }

    /** Says why nothing happens for a minute or two. */
    private record Progress(Unikernel wanted) implements BuildListener {
        @Override
        public void stage(Stage stage) {
            if (stage == Stage.STARTING) {
                System.err.println("demitasse: building " + wanted.app() + " for " + wanted.target());
            }
        }
    }
}
