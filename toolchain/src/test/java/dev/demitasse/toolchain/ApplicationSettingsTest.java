package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.demitasse.contents.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplicationSettingsTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void name_the_file() {
        file = folder.resolve("demitasse.yaml");
    }

    @Test
    void reads_every_key() throws IOException {
        Files.createDirectory(folder.resolve("public"));
        var settings = read("""
                main: example.Main
                target: qemu
                memory: 64M
                ports: [8080, 9090]
                environment:
                  GREETING: hello world
                args: [--verbose, "2"]
                properties:
                  a.b: c
                files:
                  ./public: /srv/www
                budget:
                  max-size: 16M
                  forbidden: [java.net.http, com.example.*]
                  reflection: none
                  outbound-network: any
                locales: [de, fr-CH]
                native-image: [--enable-url-protocols=jar]
                """);

        assertThat(settings)
                .isEqualTo(new ApplicationSettings(
                        Optional.of("example.Main"),
                        Optional.of("qemu"),
                        64L << 20,
                        List.of(8080, 9090),
                        Map.of("GREETING", "hello world"),
                        List.of("--verbose", "2"),
                        Map.of("a.b", "c"),
                        Map.of(folder.resolve("public"), "/srv/www"),
                        new Budget(OptionalLong.of(16L << 20), List.of("java.net.http", "com.example.*"), true, false),
                        List.of("-H:IncludeLocales=de,fr-CH", "--enable-url-protocols=jar")));
    }

    @Test
    void names_file_and_line_of_a_locale_or_an_option_that_is_none() {
        assertWrong("locales:\n  - de_DE\n", 2, "locale de_DE is no language tag such as de or fr-CH");
        assertWrong("native-image:\n  - jar\n", 2, "\"jar\" is no option, which begins with -");
    }

    @Test
    void names_file_and_line_of_a_budget_that_is_none() {
        assertWrong("budget:\n  max-size: small\n", 2, "max-size small is no size such as 16M");
        assertWrong("budget:\n  reflection: some\n", 2, "\"some\" is neither none nor any");
        assertWrong(
                "budget:\n  forbidden: [a..b]\n",
                2,
                "\"a..b\" is no class or package such as java.net.http or com.example.*");
        assertWrong(
                "budget:\n  size: 3M\n",
                2,
                "unknown key \"size\" in budget; there are max-size, forbidden, reflection, outbound-network");
    }

    @Test
    void takes_an_empty_file_for_no_settings() throws IOException {
        assertThat(read("# nothing\n")).isEqualTo(ApplicationSettings.NONE);
    }

    @Test
    void names_file_and_line_of_a_port_that_is_none() {
        assertWrong("main: a.B\nports:\n  - 8080\n  - 80800\n", 4, "port 80800 is not between 1 and 65535");
    }

    @Test
    void names_file_and_line_of_an_unknown_key() {
        assertWrong(
                "main: a.B\nport: 80\n",
                2,
                "unknown key \"port\"; there are main, target, memory, ports, environment, args, properties, files, budget, locales, native-image");
    }

    @Test
    void names_file_and_line_of_a_memory_size_that_is_none() {
        assertWrong("memory: lots\n", 1, "memory lots is no size such as 64M or 1G");
    }

    @Test
    void names_file_and_line_of_a_missing_file() {
        assertWrong("files:\n  nowhere: /etc/x\n", 2, "file " + folder.resolve("nowhere") + " does not exist");
    }

    @Test
    void names_file_and_line_of_a_relative_guest_path() {
        assertWrong("files:\n  .: etc\n", 2, "guest path etc does not start with /");
    }

    @Test
    void names_file_and_line_of_a_value_of_the_wrong_shape() {
        assertWrong("ports: 8080\n", 1, "a list is expected here");
    }

    @Test
    void names_file_and_line_of_a_key_given_twice() {
        assertWrong("main: a\nmain: b\n", 2, "key \"main\" is given twice");
    }

    @Test
    void names_file_and_line_of_what_is_no_yaml() {
        assertThatThrownBy(() -> read("main: a\n  b: [\n"))
                .isInstanceOf(BuildException.class)
                .hasMessageStartingWith(file + ":2:");
    }

    private void assertWrong(String text, int line, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(BuildException.class)
                .hasMessageMatching(Pattern.quote(file + ":" + line + ":") + "\\d+: " + Pattern.quote(message));
    }

    private ApplicationSettings read(String text) throws IOException {
        return ApplicationSettings.read(Files.writeString(file, text));
    }
}
