package dev.demitasse.toolchain;

import dev.demitasse.contents.Budget;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** The {@code budget} of a {@code demitasse.yaml}. Stateless. */
final class BudgetSettings {
    private static final Pattern NAME = Pattern.compile("[\\w$]+(\\.[\\w$]+)*(\\.\\*)?");

    private BudgetSettings() {}

    /**
     * Reads it.
     *
     * @throws BuildException naming the file and line of what is wrong
     */
    static Budget read(YamlValue value) {
        var fields = value.fields();
        var maxSize = Optional.ofNullable(fields.remove("max-size")).map(BudgetSettings::size);
        var forbidden = Optional.ofNullable(fields.remove("forbidden"))
                .map(names -> names.items().stream().map(BudgetSettings::name).toList());
        boolean noReflection = isNone(Optional.ofNullable(fields.remove("reflection")));
        boolean noOutboundNetwork = isNone(Optional.ofNullable(fields.remove("outbound-network")));
        if (!fields.isEmpty()) {
            var unknown = fields.entrySet().iterator().next();
            throw unknown.getValue()
                    .wrong("unknown key \"" + unknown.getKey()
                            + "\" in budget; there are max-size, forbidden, reflection, outbound-network");
        }
        return new Budget(
                maxSize.map(OptionalLong::of).orElse(OptionalLong.empty()),
                forbidden.orElse(List.of()),
                noReflection,
                noOutboundNetwork);
    }

    private static long size(YamlValue value) {
        return MemorySize.parse(value.text())
                .orElseThrow(() -> value.wrong("max-size " + value.text() + " is no size such as 16M"));
    }

    private static String name(YamlValue value) {
        String text = value.text();
        if (!NAME.matcher(text).matches()) {
            throw value.wrong("\"" + text + "\" is no class or package such as java.net.http or com.example.*");
        }
        return text;
    }

    private static boolean isNone(Optional<YamlValue> value) {
        return value.map(given -> switch (given.text()) {
                    case "none" -> true;
                    case "any" -> false;
                    default -> throw given.wrong("\"" + given.text() + "\" is neither none nor any");
                })
                .orElse(false);
    }
}
