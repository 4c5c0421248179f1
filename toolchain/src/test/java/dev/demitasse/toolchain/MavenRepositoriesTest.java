package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.aether.repository.RemoteRepository;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resolves from a repository in a folder: no network is used but a closed port of the loopback interface. */
class MavenRepositoriesTest {
    @TempDir
    Path folder;

    private Path home;
    private Path repository;

    @BeforeEach
    void publish() throws Exception {
        home = folder.resolve("home");
        repository = folder.resolve("repository");
        publish(
                "server",
                "1.2",
                "<dependency><groupId>com.example</groupId><artifactId>library</artifactId>"
                        + "<version>3</version></dependency>");
        publish("library", "3", "");
        publish(
                "broken",
                "1",
                "<dependency><groupId>com.example</groupId><artifactId>lost</artifactId>"
                        + "<version>7</version></dependency>");
    }

    @Test
    void finds_an_artifact_and_what_it_needs() {
        List<Path> files = inFolder().resolve("com.example:server:1.2");

        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("server-1.2.jar", "library-3.jar");
    }

    @Test
    void says_that_there_is_no_such_artifact() {
        assertThatThrownBy(() -> inFolder().resolve("com.example:sever:1.2"))
                .isInstanceOf(BuildException.class)
                .hasMessage("cannot resolve com.example:sever:1.2: there is no com.example:sever in the repository"
                        + " folder (" + repository.toUri() + ")");
    }

    @Test
    void says_that_there_is_no_such_version_and_names_one() {
        assertThatThrownBy(() -> inFolder().resolve("com.example:server:9"))
                .hasMessage("cannot resolve com.example:server:9: there is no such version of com.example:server; the"
                        + " highest is 1.2");
    }

    @Test
    void says_which_library_is_not_to_be_had() {
        assertThatThrownBy(() -> inFolder().resolve("com.example:broken:1"))
                .hasMessage("cannot resolve com.example:broken:1: it needs com.example:lost:7, which is not in the"
                        + " repository folder (" + repository.toUri() + ")");
    }

    @Test
    void says_that_the_repository_cannot_be_reached() throws Exception {
        String url;
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            url = "http://127.0.0.1:" + closed.getLocalPort() + "/";
        }

        assertThatThrownBy(() -> at(url).resolve("com.example:server:1.2"))
                .hasMessage("cannot resolve com.example:server:1.2: the repository folder (" + url
                        + ") cannot be reached (Connection refused): check the network, or the mirrors and proxies in "
                        + home.resolve("settings.xml"));
    }

    @Test
    void says_so_when_the_settings_say_offline() throws Exception {
        Files.createDirectories(home);
        Files.writeString(home.resolve("settings.xml"), "<settings><offline>true</offline></settings>");

        assertThatThrownBy(() -> inFolder().resolve("com.example:server:1.2"))
                .hasMessage("cannot resolve com.example:server:1.2: com.example:server:1.2 is not in the local"
                        + " repository, and " + home.resolve("settings.xml") + " says offline");
    }

    private MavenRepositories inFolder() {
        return at(repository.toUri().toString());
    }

    private MavenRepositories at(String url) {
        return new MavenRepositories(home, List.of(new RemoteRepository.Builder("folder", "default", url).build()));
    }

    private void publish(String artifact, String version, String dependencies) throws Exception {
        Path base = repository.resolve("com/example").resolve(artifact);
        Path versioned = Files.createDirectories(base.resolve(version));
        Jars.jar().text("x", "").write(versioned.resolve(artifact + "-" + version + ".jar"));
        Files.writeString(
                versioned.resolve(artifact + "-" + version + ".pom"), """
                <project>
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>com.example</groupId><artifactId>%s</artifactId><version>%s</version>
                  <dependencies>%s</dependencies>
                </project>
                """.formatted(artifact, version, dependencies));
        Files.writeString(base.resolve("maven-metadata.xml"), """
                <metadata>
                  <groupId>com.example</groupId><artifactId>%s</artifactId>
                  <versioning><versions><version>%s</version></versions></versioning>
                </metadata>
                """.formatted(artifact, version));
    }
}
