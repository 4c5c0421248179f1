package dev.demitasse.contents;

import java.util.List;

/** Contents of a small program, made by hand. */
final class Samples {
    static final List<Step> STEPS = List.of(
            new Step(-1, "the application's main", "example.Main.main(String[])"),
            new Step(0, "calls", "library.Greeting.text()"),
            new Step(1, "virtual call", "java.util.regex.Pattern.matcher(CharSequence)"),
            new Step(-1, "boot entry", "dev.demitasse.kernel.Boot.boot(Pointer)"),
            new Step(3, "calls", "dev.demitasse.drivers.VirtioNet.start()"),
            new Step(-1, "", "reflection registration"),
            new Step(5, "needs", "library.internal.Hidden"),
            new Step(1, "calls", "java.lang.reflect.Method.invoke(Object, Object[])"));

    private Samples() {}

    static Contents program() {
        return with(300, "1.0");
    }

    /** The program with a greeting of another size, in another version of its library. */
    static Contents with(long bytesOfGreeting, String version) {
        return contents(
                List.of(
                        component(Origin.APPLICATION, "example:main", "1", new ImageClass("example.Main", 100, 10, 0)),
                        component(
                                Origin.LIBRARY,
                                "library:greetings",
                                version,
                                new ImageClass("library.Greeting", bytesOfGreeting, 0, 1),
                                new ImageClass("library.internal.Hidden", 0, 40, 6)),
                        component(Origin.LIBRARY, "library:unused", "2"),
                        component(
                                Origin.JDK,
                                "java.base",
                                "25",
                                new ImageClass("java.util.regex.Pattern", 500, 50, 2),
                                new ImageClass("java.util.regex.Pattern$$Lambda/0x1a.2", 5, 0, -1)),
                        component(
                                Origin.LIBRARY_OS,
                                "demitasse-drivers",
                                "0.1",
                                new ImageClass("dev.demitasse.drivers.VirtioNet", 70, 0, 4))),
                List.of(new Part("gaps between methods", 25)));
    }

    static Contents contents(List<Component> components, List<Part> others) {
        long size = components.stream().mapToLong(Component::bytes).sum()
                + others.stream().mapToLong(Part::bytes).sum();
        return new Contents(
                size,
                List.of(8080),
                List.of("dev.demitasse.drivers.VirtioNet"),
                components,
                others,
                List.of(new Capability(Capability.REFLECTION, 7)),
                STEPS);
    }

    static Component component(Origin origin, String name, String version, ImageClass... classes) {
        String purl = origin == Origin.JDK ? "" : "pkg:maven/" + name.replace(':', '/') + "@" + version;
        String sha256 = origin == Origin.JDK ? "" : "0f".repeat(32);
        List<String> licenses = switch (origin) {
            case JDK -> List.of("GPL-2.0-only WITH Classpath-exception-2.0");
            case LIBRARY -> List.of("The Apache Software License, Version 2.0", "A licence of our own");
            default -> List.of();
        };
        return new Component(origin, name, version, purl, sha256, licenses, List.of(classes));
    }
}
