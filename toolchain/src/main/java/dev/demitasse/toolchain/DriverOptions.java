package dev.demitasse.toolchain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Translates the options of the {@code native-image} command, which libraries use in their configuration, into those of
 * the builder behind it. GraalVM does this in its driver, from the {@code @APIOption} annotations in SVM. Confined to
 * one thread.
 */
final class DriverOptions {
    /** Options that say how a program for an operating system is linked or run; an image has no use for them. */
    private static final List<String> WITHOUT_MEANING = List.of(
            "--no-fallback",
            "--auto-fallback",
            "--force-fallback",
            "--allow-incomplete-classpath",
            "--report-unsupported-elements-at-runtime",
            "--install-exit-handlers",
            "--strict-image-heap",
            "--static",
            "--static-nolibc",
            "--libc",
            "--shared",
            "--gc",
            "--enable-monitoring",
            "--enable-native-access",
            "--native-compiler-options",
            "--native-compiler-path",
            "--verbose",
            "--silent",
            "--parallelism",
            "--color",
            "--emit",
            "--no-server",
            "-g",
            "-ea",
            "-esa");

    /** Builder options that the image builder sets itself. */
    private static final List<String> OURS = List.of(
            "-H:Name=", "-H:Class=", "-H:Path=", "-H:Method=", "-H:Kind=", "-H:TempDirectory=", "-H:ImageBuildID=");

    private final List<String> builderOptions = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Options for the builder, in the order they came. */
    List<String> builderOptions() {
        return builderOptions;
    }

    /** Options for the builder's JVM, in the order they came. */
    List<String> jvmOptions() {
        return jvmOptions;
    }

    /** Options that were left out and might be missed, each as a sentence. */
    List<String> notes() {
        return notes;
    }

    /**
     * Takes options of the command.
     *
     * @param origin where they are from, for notes
     */
    void add(List<String> options, String origin) {
        for (String option : options) {
            add(option, origin);
        }
    }

    private void add(String option, String origin) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        String value = equals < 0 ? "" : option.substring(equals + 1);
        if (option.startsWith("-H:") || option.startsWith("-R:")) {
            if (OURS.stream().noneMatch(option::startsWith)) {
                builderOptions.add(option);
            }
        } else if (option.startsWith("-D")) {
            jvmOptions.add(option);
        } else if (option.startsWith("-J")) {
            jvmOptions.add(option.substring(2));
        } else if (option.startsWith("-O")) {
            builderOptions.add("-H:Optimize=" + option.substring(2));
        } else if (WITHOUT_MEANING.stream().noneMatch(name::equals)) {
            translate(name, value)
                    .ifPresentOrElse(
                            builderOptions::add, () -> notes.add(origin + ": option " + option + " is ignored"));
        }
    }

    private static Optional<String> translate(String name, String value) {
        return Optional.ofNullable(
                switch (name) {
                    case "--features" -> "-H:Features=" + value;
                    case "--initialize-at-build-time" -> initialization(value, "build_time");
                    case "--initialize-at-run-time", "--rerun-class-initialization-at-runtime" ->
                        initialization(value, "run_time");
                    case "--enable-http" -> "-H:EnableURLProtocols=http";
                    case "--enable-https" -> "-H:EnableURLProtocols=https";
                    case "--enable-url-protocols" -> "-H:EnableURLProtocols=" + value;
                    case "--enable-all-security-services" -> "-H:+EnableAllSecurityServices";
                    case "--link-at-build-time" -> "-H:LinkAtBuildTime=" + value;
                    case "--link-at-build-time-paths" -> "-H:LinkAtBuildTimePaths=" + value;
                    case "--trace-class-initialization" -> "-H:TraceClassInitialization=" + value;
                    case "--trace-object-instantiation" -> "-H:TraceObjectInstantiation=" + value;
                    case "--exact-reachability-metadata" -> "-H:ThrowMissingRegistrationErrors=" + value;
                    case "--add-exports" -> "-H:AddExports=" + value;
                    case "--add-opens" -> "-H:AddOpens=" + value;
                    case "--add-reads" -> "-H:AddReads=" + value;
                    case "-march" -> "-H:MicroArchitecture=" + value;
                    default -> null;
                });
    }

    private static String initialization(String classes, String when) {
        return "-H:ClassInitialization="
                + Arrays.stream(classes.split(","))
                        .map(name -> name + ":" + when)
                        .collect(Collectors.joining(","));
    }
}
