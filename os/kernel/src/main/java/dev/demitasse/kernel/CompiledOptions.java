package dev.demitasse.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/**
 * Boot options compiled into the image, in the form of {@link BootOptions}; what the hypervisor says at boot comes
 * after and wins.
 *
 * @param text tokens, possibly none
 */
record CompiledOptions(String text) {
    /** The builder's system property that names the file with the tokens. */
    private static final String PROPERTY = "demitasse.options";

    @Platforms(Platform.HOSTED_ONLY.class)
    static CompiledOptions ofBuild() {
        String file = System.getProperty(PROPERTY);
        try {
            return new CompiledOptions(
                    file == null ? "" : Files.readString(Path.of(file)).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the options named by -D" + PROPERTY + "=" + file, e);
        }
    }
}
