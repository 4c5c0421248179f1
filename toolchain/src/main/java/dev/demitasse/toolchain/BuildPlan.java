package dev.demitasse.toolchain;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that decides what an image is, before it is built. Immutable.
 *
 * @param application what is built
 * @param main its main class
 * @param target the environment it is built for
 * @param settings what its {@code demitasse.yaml} says
 * @param files host files by their absolute guest paths: the settings' files with folders opened up
 * @param builderOptions more options for SVM's builder
 * @param jvmOptions more options for its JVM
 * @param debug whether to write debug information, too
 */
record BuildPlan(
        Application application,
        String main,
        Target target,
        ApplicationSettings settings,
        TreeMap<String, Path> files,
        List<String> builderOptions,
        List<String> jvmOptions,
        boolean debug) {
    private static final int DELETE = 0x7f;

    /**
     * Decides everything a request leaves open.
     *
     * @param cache a folder for what is remembered of projects
     */
    static BuildPlan of(BuildRequest request, Path cache, BuildListener listener)
            throws IOException, InterruptedException {
        Application application =
                ApplicationSource.find(request.application(), cache, listener).with(request.classPath());
        ApplicationSettings settings = settings(request, application);
        var main = request.main().or(settings::main).or(application::declaredMain);
        String checked =
                main.isPresent() ? MainClass.checked(main.get(), application.classPath()) : MainClass.only(application);
        String target =
                request.target().or(settings::target).or(request::defaultTarget).orElse(Target.QEMU.title());
        var options = new DriverOptions();
        options.add(settings.options(), ApplicationSettings.FILE_NAME);
        options.add(request.builderOptions(), "command line");
        options.notes().forEach(listener::note);
        return new BuildPlan(
                application,
                checked,
                Target.of(target),
                settings,
                openFolders(settings),
                options.builderOptions(),
                options.jvmOptions(),
                request.debug());
    }

    private static ApplicationSettings settings(BuildRequest request, Application application) {
        if (request.settings().isPresent()) {
            return ApplicationSettings.read(request.settings().get());
        }
        Path beside = application.folder().resolve(ApplicationSettings.FILE_NAME);
        return Files.isRegularFile(beside) ? ApplicationSettings.read(beside) : ApplicationSettings.NONE;
    }

    private static TreeMap<String, Path> openFolders(ApplicationSettings settings) throws IOException {
        var files = new TreeMap<String, Path>();
        for (var entry : settings.files().entrySet()) {
            Path host = entry.getKey();
            if (Files.isRegularFile(host)) {
                files.put(entry.getValue(), host);
                continue;
            }
            try (var tree = Files.walk(host)) {
                String guest = entry.getValue().replaceFirst("/+$", "");
                tree.filter(Files::isRegularFile)
                        .forEach(file -> files.put(
                                guest + "/" + host.relativize(file).toString().replace('\\', '/'), file));
            }
        }
        return files;
    }

    /** The settings as the guest's boot options: tokens that the kernel reads before those of its command line. */
    String bootOptions() {
        var tokens = new ArrayList<String>();
        settings.environment().forEach((name, value) -> tokens.add("demi.env=" + encode(name + "=" + value)));
        settings.properties().forEach((name, value) -> tokens.add("demi.prop=" + encode(name + "=" + value)));
        settings.arguments().forEach(argument -> tokens.add("demi.arg=" + encode(argument)));
        return String.join(" ", tokens);
    }

    /** Percent-encoding (RFC 3986, 2.1) of blanks, control characters, percent signs, and all beyond ASCII. */
    private static String encode(String value) {
        var encoded = new StringBuilder();
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            if (b <= ' ' || b == '%' || b == DELETE) {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            } else {
                encoded.append((char) b);
            }
        }
        return encoded.toString();
    }

    /** The lines of the listing by which the library OS finds the files to compile in: guest path, tab, host path. */
    List<String> fileListing() {
        return files.entrySet().stream()
                .map(file -> file.getKey() + "\t" + file.getValue())
                .toList();
    }

    /** The hash of the plan and of what will build it. */
    String hash(Distribution distribution) throws IOException {
        var hash = new InputHash()
                .text("main", main)
                .text("name", application.name())
                .text("target", target.title())
                .text("settings", settings.memory() + " " + settings.ports() + " " + bootOptions())
                .texts("options", builderOptions)
                .texts("jvm options", jvmOptions)
                .text("debug", Boolean.toString(debug)) // its bytes are others: decision 0060
                .paths("own", application.own())
                .paths("libraries", application.libraries())
                .texts("guest paths", List.copyOf(files.keySet()))
                .paths("files", List.copyOf(files.values()));
        distribution.addTo(hash);
        return hash.hex();
    }

    /**
     * What the image is made from, for who gets it: digests of files, and of folders with their files' names, by what they
     * are; {@code all} is the hash of the plan.
     */
    Map<String, String> inputs(String hash, Distribution distribution) throws IOException {
        var inputs = new TreeMap<String, String>();
        inputs.put("all", OciDescriptor.SHA256 + hash);
        addTo(inputs, "application/", application.own());
        addTo(inputs, "library/", application.libraries());
        addTo(inputs, "library-os/", distribution.osJars());
        for (var file : files.entrySet()) {
            inputs.put("file" + file.getKey(), OciDescriptor.SHA256 + InputHash.ofFile(file.getValue()));
        }
        return inputs;
    }

    private static void addTo(Map<String, String> inputs, String kind, List<Path> paths) throws IOException {
        for (Path path : paths) {
            String digest = Files.isDirectory(path)
                    ? new InputHash().path("folder", path).hex()
                    : InputHash.ofFile(path);
            String name = kind + path.getFileName();
            // Two libraries may have one file name.
            for (int i = 2; inputs.putIfAbsent(name, OciDescriptor.SHA256 + digest) != null; i++) {
                name = kind + path.getFileName() + "#" + i;
            }
        }
    }
}
