package dev.demitasse.cli;

import dev.demitasse.control.OnRevocation;
import dev.demitasse.images.TrustPolicy;
import dev.demitasse.toolchain.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the user's {@code settings.yaml} says; options of commands say it louder.
 *
 * @param trust which images may run
 * @param onRevocation what becomes of a service's instances whose image is not trusted any more
 */
record Settings(TrustPolicy trust, OnRevocation onRevocation) {
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
            return new Settings(TrustPolicy.any, OnRevocation.keep);
        }
        Optional<YamlValue> root = YamlValue.parse(file.toString(), text);
        var trust = TrustPolicy.any;
        var onRevocation = OnRevocation.keep;
        if (root.isPresent()) {
            for (Map.Entry<String, YamlValue> field : root.get().fields().entrySet()) {
                YamlValue value = field.getValue();
                switch (field.getKey()) {
                    case "trust" -> trust = choice(value, "trust", TrustPolicy.values());
                    case "on-revocation" -> onRevocation = choice(value, "on-revocation", OnRevocation.values());
                    default ->
                        throw value.wrong(
                                "\"" + field.getKey() + "\" is no setting: there are trust and on-revocation");
                }
            }
        }
        return new Settings(trust, onRevocation);
    }

    private static <E extends Enum<E>> E choice(YamlValue value, String key, E[] choices) {
        for (E choice : choices) {
            if (choice.name().equals(value.text())) {
                return choice;
            }
        }
        throw value.wrong(key + " is " + Stream.of(choices).map(Enum::name).collect(Collectors.joining(" or ")));
    }
}
