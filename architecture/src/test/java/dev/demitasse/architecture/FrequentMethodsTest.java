package dev.demitasse.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of methods that are compiled for speed names methods, so that it goes stale where they get other names. */
final class FrequentMethodsTest {
    private static final Path LIST =
            Path.of("../toolchain/builder/src/main/resources/dev/demitasse/toolchain/builder/frequent-methods.txt");

    private static final String OURS = "dev.demitasse.";

    @Test
    void all_of_the_library_os_that_it_names_are_there() throws Exception {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.demitasse");
        Set<String> methods = classes.stream()
                .flatMap(type -> type.getCodeUnits().stream())
                .map(FrequentMethodsTest::line)
                .collect(Collectors.toSet());

        List<String> named = Files.readAllLines(LIST).stream()
                .filter(line -> line.startsWith(OURS))
                .map(FrequentMethodsTest::withoutLambda)
                .toList();

        assertThat(named).hasSizeGreaterThan(200);
        assertThat(methods)
                .as("methods of the library OS; bench/frequent-methods makes the list anew")
                .containsAll(named);
    }

    /** The method that a lambda expression stands in: the compiler numbers them, and ArchUnit counts them to that method. */
    private static String withoutLambda(String line) {
        return line.replaceFirst("lambda\\$new\\$\\d+$", "<init>").replaceFirst("lambda\\$(.*)\\$\\d+$", "$1");
    }

    private static String line(JavaCodeUnit method) {
        return method.getOwner().getName() + "." + method.getName();
    }
}
