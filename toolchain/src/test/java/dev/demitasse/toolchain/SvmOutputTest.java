package dev.demitasse.toolchain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SvmOutputTest {
    @Test
    void names_a_missing_class_and_the_path_to_it() {
        String output = """
                [2/8] Performing analysis...
                Error: Discovered unresolved type during parsing: example.library.Gone. This error is reported at image \
                build time because class example.Main is registered for linking at image build time by command line
                Detailed message:
                Trace:
                        at parsing example.Main.work(Main.java:9)
                        at example.Main.main(Main.java:5)
                """;

        assertThat(explain(output, 1)).isEqualTo("""
                example.library.Gone is missing from the class path: add the library that has it with --classpath
                It is reached by
                  example.Main.work(Main.java:9)
                  called by example.Main.main(Main.java:5)""");
    }

    @Test
    void gives_the_users_error_without_the_names_of_exceptions() {
        String output = """
                Error: Detected a started Thread in the image heap.
                The object was probably created by a class initializer.

                com.oracle.svm.core.util.UserError$UserException: Detected a started Thread
                """;

        assertThat(explain(output, 1)).isEqualTo("""
                Detected a started Thread in the image heap.
                The object was probably created by a class initializer.""");
    }

    @Test
    void gives_the_first_line_of_an_unexpected_error() {
        String output = """
                The build process encountered an unexpected error:

                > com.oracle.svm.core.util.VMError$HostedError: Found 1 violations of @Uninterruptible usage:
                - Unannotated callee: a.B.c()

                Please inspect the generated error report at:
                """;

        assertThat(explain(output, 1)).isEqualTo("""
                the compiler failed: Found 1 violations of @Uninterruptible usage:
                - Unannotated callee: a.B.c()""");
    }

    @Test
    void recognises_too_little_memory_a_full_disk_and_classes_of_a_later_java() {
        assertThat(explain("Terminating due to java.lang.OutOfMemoryError: Java heap space", 3))
                .isEqualTo("the compiler ran out of memory; the machine needs 4 GB for it");
        assertThat(explain("", 137)).startsWith("the compiler was killed, most likely because");
        assertThat(explain("java.io.IOException: No space left on device", 1)).startsWith("the disk is full");
        assertThat(explain("java.lang.UnsupportedClassVersionError: a/B has been compiled by a more recent", 1))
                .startsWith("a.B is compiled for a later Java than the one that builds");
    }

    @Test
    void says_at_least_the_status() {
        assertThat(explain("nothing known", 42)).isEqualTo("the compiler failed with status 42");
    }

    private static String explain(String output, int status) {
        return new SvmOutput(output.lines().toList()).explain(status);
    }
}
