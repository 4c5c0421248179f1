package dev.demitasse.cli;

import dev.demitasse.images.TrustPolicy;
import dev.demitasse.toolchain.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What the user's {@code settings.yaml} says; options of commands say it louder.
 *
 * @param trust which images may run
 */
record Settings(TrustPolicy trust) {
    /**
     * Reads the file; without one all is as usual.
     *
     * @throws CommandException when a key or a value makes no sense
     */
    static Settings read(Path file) throws IOException {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException _) {
            return new Settings(TrustPolicy.any);
        }
        Optional<YamlValue> root = YamlValue.parse(file.toString(), text);
        var trust = TrustPolicy.any;
        if (root.isPresent()) {
            for (Map.Entry<String, YamlValue> field : root.get().fields().entrySet()) {
                if (!field.getKey().equals("trust")) {
                    throw field.getValue().wrong("\"" + field.getKey() + "\" is no setting: trust is the only one");
                }
                trust = switch (field.getValue().text()) {
                    case "any" -> TrustPolicy.any;
                    case "signed" -> TrustPolicy.signed;
                    default -> throw field.getValue().wrong("trust is any or signed");
                };
            }
        }
        return new Settings(trust);
    }
}
