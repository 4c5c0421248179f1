package dev.demitasse.control.service;

import dev.demitasse.toolchain.ChangedSetting;
import dev.demitasse.toolchain.MemorySize;
import dev.demitasse.toolchain.YamlValue;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads what the image of an update may differ in. Stateless. */
final class AllowedChangesReader {
    /** What images are looked through for; {@code dev.demitasse.contents.Capability} says what each is. */
    private static final List<String> ABILITIES = List.of("outbound-network", "reflection");

    private static final Pattern COMPONENT = Pattern.compile("[\\w.:@+-]+\\*?|\\*");
    private static final Pattern PACKAGE = Pattern.compile("[\\w$]+(\\.[\\w$]+)*(\\.\\*)?");
    private static final Pattern DRIVER = Pattern.compile("[\\w$.]+");

    private AllowedChangesReader() {}

    static AllowedChanges changes(SpecReader.Fields fields) {
        var changes = new AllowedChanges(
                all(
                        fields.take("components"),
                        text(COMPONENT, "component such as app, java.base, com.example:shop or com.example:*")),
                all(fields.take("packages"), text(PACKAGE, "package or class such as com.example.shop or java.net.*")),
                all(fields.take("ports"), value -> Quantity.number(value, 1, 65535)),
                all(fields.take("drivers"), text(DRIVER, "driver such as VirtioNet")),
                all(fields.take("abilities"), one(ABILITIES)),
                all(fields.take("settings"), one(ChangedSetting.NAMES)),
                fields.take("growth").map(AllowedChangesReader::growth));
        fields.end();
        return changes;
    }

    private static <T> List<T> all(Optional<YamlValue> list, Function<YamlValue, T> read) {
        return list.map(value -> value.items().stream().map(read).toList()).orElse(List.of());
    }

    private static Function<YamlValue, String> text(Pattern pattern, String what) {
        return value -> {
            if (!pattern.matcher(value.text()).matches()) {
                throw value.wrong("\"" + value.text() + "\" is no " + what);
            }
            return value.text();
        };
    }

    private static Function<YamlValue, String> one(List<String> known) {
        return value -> {
            if (!known.contains(value.text())) {
                throw value.wrong("\"" + value.text() + "\" is none of " + String.join(", ", known));
            }
            return value.text();
        };
    }

    private static long growth(YamlValue value) {
        if (value.text().equals("0")) {
            return 0;
        }
        return MemorySize.parse(value.text())
                .orElseThrow(() -> value.wrong("\"" + value.text() + "\" is no size such as 0, 64K or 1M"));
    }
}
