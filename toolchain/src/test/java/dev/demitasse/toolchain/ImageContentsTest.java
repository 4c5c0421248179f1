package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.demitasse.contents.Capability;
import dev.demitasse.contents.Component;
import dev.demitasse.contents.Contents;
import dev.demitasse.contents.ImageClass;
import dev.demitasse.contents.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageContentsTest {
    private static final int FILE_SIZE = 5000;

    @TempDir
    private Path folder;

    private Path reports;
    private ImageContents writer;
    private Contents contents;

    /** What a build would leave: a class of the application, one of the JDK in two parts, a driver. */
    @BeforeEach
    void build() throws IOException {
        Path own = Files.createDirectory(folder.resolve("classes"));
        Path unused = Jars.jar().text("a.txt", "a").write(folder.resolve("unused.jar"));
        Files.createDirectories(folder.resolve("dist/os"));
        Path drivers = Jars.jar().text("b.txt", "b").write(folder.resolve("dist/os/drivers.jar"));
        reports = Files.createDirectory(folder.resolve("reports"));
        Files.write(
                reports.resolve("classes.txt"),
                List.of(
                        "100\t10\t0\t\t" + own.toUri() + "\texample.Main",
                        "20\t2\t1\t\tmodule:java.base\tjava.lang.Hidden/0x1",
                        "30\t3\t-1\t\tmodule:java.base\tjava.lang.Hidden/0x1",
                        "40\t4\t1\tdevice\t" + drivers.toUri() + "\tdev.demitasse.drivers.VirtioNet"));
        Files.write(
                reports.resolve("steps.txt"),
                List.of("-1\tthe application's main\texample.Main.main(String[])", "0\tcalls\tjava.lang.Hidden.m()"));
        Files.write(reports.resolve("capabilities.txt"), List.of("1\treflection"));
        Files.write(reports.resolve("heap-other.txt"), List.of("50\tmetadata for reflection"));
        var application = new Application("shop", Optional.empty(), List.of(own), List.of(unused), folder);
        var plan = new BuildPlan(
                application, "example.Main", Target.QEMU, settings(), new TreeMap<>(), List.of(), List.of(), false);
        Path image = Files.write(folder.resolve("image.elf"), new byte[FILE_SIZE]);
        writer = new ImageContents(plan, new Distribution(folder.resolve("dist")), reports);
        contents = writer.of(image, List.of(compiled(), handWritten()));
    }

    private static ApplicationSettings settings() {
        return new ApplicationSettings(
                Optional.empty(),
                Optional.empty(),
                0,
                List.of(8080),
                ApplicationSettings.NONE.environment(),
                List.of(),
                ApplicationSettings.NONE.properties(),
                ApplicationSettings.NONE.files(),
                ApplicationSettings.NONE.budget(),
                ApplicationSettings.NONE.options());
    }

    private static ElfObject compiled() {
        var object = new ObjectBuilder();
        object.text(new byte[200]);
        object.rodata(new byte[7]);
        object.section(Region.IMAGE_HEAP_SECTION, ElfFormat.FLAG_ALLOCATE, 8, new byte[100]);
        return object.build("image.o");
    }

    private static ElfObject handWritten() {
        var object = new ObjectBuilder();
        object.text(new byte[5]);
        object.data(new byte[3]);
        return object.build("entry.o");
    }

    @Test
    void every_byte_of_the_file_belongs_to_a_class_or_is_told_apart() {
        assertThat(contents.size()).isEqualTo(FILE_SIZE);
        assertThat(contents.others())
                .containsExactly(
                        new Part("constants of the machine code", 7),
                        new Part("file headers, manifest and gaps between pages", FILE_SIZE - 200 - 7 - 100 - 5 - 3),
                        new Part("gaps between methods", 10),
                        new Part("image heap: headers and gaps", 31),
                        new Part("image heap: metadata for reflection", 50),
                        new Part("initialised data", 3),
                        new Part("machine code that no class has: entry, switching of threads, traps", 5));
    }

    @Test
    void classes_are_in_their_components_and_those_of_one_name_are_one() {
        assertThat(contents.components())
                .extracting(Component::name)
                .containsExactly("shop", "unused.jar", "drivers.jar", "java.base");
        assertThat(contents.components().getLast().classes())
                .containsExactly(new ImageClass("java.lang.Hidden/0x1", 50, 5, 1));
        assertThat(contents.components().get(1).reachable()).isFalse();
    }

    @Test
    void drivers_ports_and_capabilities_are_told() {
        assertThat(contents.drivers()).containsExactly("dev.demitasse.drivers.VirtioNet");
        assertThat(contents.ports()).containsExactly(8080);
        assertThat(contents.capabilities()).containsExactly(new Capability(Capability.REFLECTION, 1));
    }

    @Test
    void what_was_written_for_it_alone_is_removed() throws IOException {
        writer.discardReports();
        assertThat(reports).isEmptyDirectory();
    }
}
