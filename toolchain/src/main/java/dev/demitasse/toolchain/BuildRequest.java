package dev.demitasse.toolchain;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to build an image from: {@snippet :
 * BuildRequest.of("app.jar").main("com.example.Server").build();
 * }
 *
 * <p>Immutable.
 */
public final class BuildRequest {
    /** SVM's own quick mode: three quarters of the processor time for {@code hello}, 42 s against 56 s, and a larger image. */
    private static final List<String> QUICK = List.of("-Ob");

    private final String application;
    private final List<Path> classPath;
    private final List<String> builderOptions;
    private final @Nullable String main;
    private final @Nullable String target;
    private final @Nullable String defaultTarget;
    private final @Nullable Path settings;
    private final @Nullable Path output;
    private final boolean debug;

    private BuildRequest(Builder builder) {
        this.application = builder.application;
        this.classPath = List.copyOf(builder.classPath);
        this.builderOptions = List.copyOf(builder.builderOptions);
        this.main = builder.main;
        this.target = builder.target;
        this.defaultTarget = builder.defaultTarget;
        this.settings = builder.settings;
        this.output = builder.output;
        this.debug = builder.debug;
    }

    /**
     * Begins a request.
     *
     * @param application a jar, the folder of a Maven project, a folder of classes, or {@code group:artifact:version}
     */
    public static Builder of(String application) {
        return new Builder(application);
    }

    String application() {
        return application;
    }

    List<Path> classPath() {
        return classPath;
    }

    List<String> builderOptions() {
        return builderOptions;
    }

    Optional<String> main() {
        return Optional.ofNullable(main);
    }

    Optional<String> target() {
        return Optional.ofNullable(target);
    }

    Optional<String> defaultTarget() {
        return Optional.ofNullable(defaultTarget);
    }

    Optional<Path> settings() {
        return Optional.ofNullable(settings);
    }

    Optional<Path> output() {
        return Optional.ofNullable(output);
    }

    boolean debug() {
        return debug;
    }

    /** Collects what a request says. Confined to one thread. */
    public static final class Builder {
        private final String application;
        private final List<Path> classPath = new ArrayList<>();
        private final List<String> builderOptions = new ArrayList<>();
        private @Nullable String main;
        private @Nullable String target;
        private @Nullable String defaultTarget;
        private @Nullable Path settings;
        private @Nullable Path output;
        private boolean debug;

        private Builder(String application) {
            this.application = Objects.requireNonNull(application);
        }

        /** Adds jars and class folders that the application needs and does not name itself. */
        public Builder classPath(List<Path> more) {
            classPath.addAll(more);
            return this;
        }

        /** The main class, if not the one the application or its settings name. */
        public Builder main(String name) {
            main = name;
            return this;
        }

        /** The environment to build for, if not the one the settings name. */
        public Builder target(String name) {
            target = name;
            return this;
        }

        /** The environment to build for when neither {@link #target} nor the settings name one, if not {@code qemu}. */
        public Builder defaultTarget(String name) {
            defaultTarget = name;
            return this;
        }

        /** The settings file, if not the {@code demitasse.yaml} beside the application. */
        public Builder settings(Path file) {
            settings = file;
            return this;
        }

        /** Where to put a copy of the image; without it, the image is in the store only. */
        public Builder output(Path file) {
            output = file;
            return this;
        }

        /** Adds options in the syntax of the {@code native-image} command, which win over all others. */
        public Builder builderOptions(List<String> options) {
            builderOptions.addAll(options);
            return this;
        }

        /** Trades the code's speed and size for the build's time. */
        public Builder quick() {
            return builderOptions(QUICK);
        }

        /** Also writes what a debugger needs, to a file of its own; see {@link ReadyImage#debugInformation}. */
        public Builder debug() {
            debug = true;
            return this;
        }

        /** The finished request. */
        public BuildRequest build() {
            return new BuildRequest(this);
        }
    }
}
