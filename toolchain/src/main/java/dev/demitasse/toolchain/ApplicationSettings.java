package dev.demitasse.toolchain;

import dev.demitasse.contents.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a {@code demitasse.yaml} says, all of it optional:
 *
 * <pre>{@code
 * main: com.example.Server
 * target: qemu
 * memory: 64M
 * ports: [8080]
 * environment:
 *   GREETING: hello
 * args: [--verbose]
 * properties:
 *   java.util.logging.config.file: /etc/logging.properties
 * files:
 *   ./public: /srv/www
 * budget:
 *   max-size: 16M
 *   forbidden: [java.net.http, com.example.*]
 *   reflection: none
 *   outbound-network: none
 * locales: [de, fr-CH]
 * native-image: [--initialize-at-build-time=com.example.Table]
 * }</pre>
 *
 * <p>Immutable.
 *
 * @param main the main class
 * @param target the environment to build for
 * @param memory bytes of memory an instance gets; zero when not said
 * @param ports TCP ports the application serves
 * @param environment environment variables, in order
 * @param arguments arguments of the main method
 * @param properties system properties, in order
 * @param files files and folders of the build machine, and where in the image they go: absolute guest paths
 * @param budget what the image may be and have
 * @param options options of GraalVM's {@code native-image}; locales are one
 */
record ApplicationSettings(
        Optional<String> main,
        Optional<String> target,
        long memory,
        List<Integer> ports,
        Map<String, String> environment,
        List<String> arguments,
        Map<String, String> properties,
        Map<Path, String> files,
        Budget budget,
        List<String> options) {

    /** The file's name. */
    static final String FILE_NAME = "demitasse.yaml";

    /** What holds when there is no file. */
    static final ApplicationSettings NONE = new ApplicationSettings(
            Optional.empty(),
            Optional.empty(),
            0,
            List.of(),
            Map.of(),
            List.of(),
            Map.of(),
            Map.of(),
            Budget.NONE,
            List.of());

    private static final int LARGEST_PORT = 65535;

    /** A language, and perhaps a script, a country or a variant (RFC 5646, 2.1). */
    private static final String LANGUAGE_TAG = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*";

    /**
     * Reads a file.
     *
     * @throws BuildException naming the file and line of what is wrong
     */
    static ApplicationSettings read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new BuildException("cannot read " + file + ": " + e.getMessage(), e);
        }
        Optional<YamlValue> document = YamlValue.parse(displayName(file), text);
        return document.map(root -> read(root, file.toAbsolutePath().resolveSibling("")))
                .orElse(NONE);
    }

    private static ApplicationSettings read(YamlValue root, Path folder) {
        var fields = root.fields();
        var main = Optional.ofNullable(fields.remove("main")).map(YamlValue::text);
        var target = Optional.ofNullable(fields.remove("target")).map(YamlValue::text);
        var memory = Optional.ofNullable(fields.remove("memory")).map(ApplicationSettings::memory);
        var ports = Optional.ofNullable(fields.remove("ports"))
                .map(value ->
                        value.items().stream().map(ApplicationSettings::port).toList());
        var environment = Optional.ofNullable(fields.remove("environment")).map(YamlValue::texts);
        var arguments = Optional.ofNullable(fields.remove("args"))
                .map(value -> value.items().stream().map(YamlValue::text).toList());
        var properties = Optional.ofNullable(fields.remove("properties")).map(YamlValue::texts);
        var files = Optional.ofNullable(fields.remove("files")).map(value -> files(value, folder));
        var budget = Optional.ofNullable(fields.remove("budget")).map(BudgetSettings::read);
        var options = new ArrayList<String>();
        Optional.ofNullable(fields.remove("locales")).ifPresent(value -> options.add(locales(value)));
        Optional.ofNullable(fields.remove("native-image"))
                .ifPresent(value -> value.items().forEach(option -> options.add(option(option))));
        if (!fields.isEmpty()) {
            var unknown = fields.entrySet().iterator().next();
            throw unknown.getValue()
                    .wrong("unknown key \"" + unknown.getKey()
                            + "\"; there are main, target, memory, ports, environment, args, properties, files, budget,"
                            + " locales, native-image");
        }
        return new ApplicationSettings(
                main,
                target,
                memory.orElse(0L),
                ports.orElse(List.of()),
                environment.orElse(Map.of()),
                arguments.orElse(List.of()),
                properties.orElse(Map.of()),
                files.orElse(Map.of()),
                budget.orElse(Budget.NONE),
                List.copyOf(options));
    }

    private static String locales(YamlValue value) {
        return value.items().stream()
                .map(ApplicationSettings::locale)
                .collect(Collectors.joining(",", "-H:IncludeLocales=", ""));
    }

    private static String locale(YamlValue value) {
        String tag = value.text();
        if (!tag.matches(LANGUAGE_TAG)) {
            throw value.wrong("locale " + tag + " is no language tag such as de or fr-CH");
        }
        return tag;
    }

    private static String option(YamlValue value) {
        String option = value.text();
        if (!option.startsWith("-")) {
            throw value.wrong("\"" + option + "\" is no option, which begins with -");
        }
        return option;
    }

    private static int port(YamlValue value) {
        String text = value.text();
        if (text.matches("\\d{1,9}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= LARGEST_PORT) {
                return port;
            }
        }
        throw value.wrong("port " + text + " is not between 1 and " + LARGEST_PORT);
    }

    private static long memory(YamlValue value) {
        return MemorySize.parse(value.text())
                .orElseThrow(() -> value.wrong("memory " + value.text() + " is no size such as 64M or 1G"));
    }

    private static Map<Path, String> files(YamlValue value, Path folder) {
        var files = new LinkedHashMap<Path, String>();
        value.fields().forEach((host, guest) -> {
            Path path = folder.resolve(host).normalize();
            if (!Files.exists(path)) {
                throw guest.wrong("file " + path + " does not exist");
            }
            if (!guest.text().startsWith("/")) {
                throw guest.wrong("guest path " + guest.text() + " does not start with /");
            }
            files.put(path, guest.text());
        });
        return files;
    }

    private static String displayName(Path file) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = file.toAbsolutePath();
        return absolute.startsWith(here) ? here.relativize(absolute).toString() : file.toString();
    }
}
