package dev.demitasse.toolchain;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The command line of SVM's builder: a JVM of the JDK that runs us, with SVM's modules and their access to the JDK.
 * Immutable.
 *
 * <p>What the flags are for is in SVM's own driver, {@code com.oracle.svm.driver.NativeImage}; it is not on Maven
 * Central, and does more than is wanted here.
 *
 * @param distribution where SVM's jars are
 * @param platform the guest's platform, a class on {@code classPath}
 * @param classPath what the image is built from: application, libraries and library OS
 * @param jvmOptions more options for the builder's JVM, such as {@code JavaArgs} of a library
 * @param builderOptions {@code -H:} options and the like, for the builder itself
 * @param memory largest heap of the builder's JVM in bytes
 */
record SvmCommand(
        Distribution distribution,
        String platform,
        List<Path> classPath,
        List<String> jvmOptions,
        List<String> builderOptions,
        long memory) {

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private static final String MAIN = "dev.demitasse.toolchain.builder.SteadyStart";

    /** The version SVM believes itself to be; features of libraries ask for it. */
    static final String GRAALVM_VERSION = "25.0.1";

    /**
     * The command to start.
     *
     * @param argumentFile where to put the arguments, which are too many for a command line
     */
    List<String> write(Path argumentFile) throws IOException {
        List<String> quoted = arguments().stream().map(SvmCommand::quote).toList();
        Files.write(argumentFile, quoted);
        return List.of(javaExecutable().toString(), "@" + argumentFile);
    }

    /** The {@code java} of the JDK that runs this program. */
    static Path javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    private List<String> arguments() {
        var modules = new ArrayList<>(distribution.builderJars());
        var all = new ArrayList<>(modules);
        all.add(distribution.compilerJar());
        var arguments = new ArrayList<>(List.of(
                // Of one size from the start, so that every build is collected at the same points.
                "-Xms" + memory,
                "-Xmx" + memory,
                // So low that 3 GB end below 4 GB, where a compressed reference is an address.
                "-XX:HeapBaseMinAddress=768m",
                "-Xss10m",
                // Else the growth of metadata sets off five full collections before the analysis begins.
                "-XX:MetaspaceSize=512m",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:+EnableJVMCI",
                "-XX:-UseJVMCICompiler",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.awt.headless=true",
                "-Djava.system.class.loader=com.oracle.svm.hosted.NativeImageSystemClassLoader",
                "-Djdk.module.main=" + BuilderModules.BUILDER,
                "-Dorg.graalvm.nativeimage.imagecode=buildtime",
                "-Dcom.oracle.graalvm.isaot=true",
                "-Dorg.graalvm.version=" + GRAALVM_VERSION,
                "-Dorg.graalvm.vendorversion=Demitasse",
                "-Dsubstratevm.IgnoreGraalVersionCheck=true",
                "-Dsubstratevm.HostLibC=glibc",
                "-DJVMCI_VERSION_CHECK=ignore",
                "-Dgraalvm.locatorDisabled=true",
                "-Dsvm.platform=" + platform,
                // Lambdas must not be initialised by being linked, or they end up in the image heap.
                "-Djdk.internal.lambda.disableEagerInitialization=true",
                "-Djdk.internal.lambda.eagerlyInitialize=false",
                "-Djava.lang.invoke.InnerClassLambdaMetafactory.initializeLambdas=false",
                // Method handles that count how often they are called cannot be compiled away.
                "-Djava.lang.invoke.MethodHandle.PROFILE_GWT=false",
                "-Djava.lang.invoke.MethodHandle.DONT_INLINE_THRESHOLD=-1",
                // When one is worth a copy of its own depends on what the JIT compiler has done by then.
                "-Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1",
                // What the build machine is set to must not show in the image.
                "-Duser.language=en",
                "-Duser.country=US",
                "-Duser.timezone=UTC",
                "-Dfile.encoding=UTF-8",
                "--upgrade-module-path",
                distribution.compilerJar().toString(),
                "--module-path",
                join(modules),
                "--add-modules=ALL-DEFAULT",
                "--patch-module",
                BuilderModules.BUILDER + "=" + distribution.patchJar()));
        if (LINUX) {
            // A graph of half a gigabyte that is walked without end: with small pages a thirteenth of the time is the
            // table's.
            arguments.add("-XX:+UseTransparentHugePages");
        }
        arguments.addAll(BuilderModules.accessOptions(all, distribution.osJars()));
        arguments.addAll(jvmOptions);
        arguments.addAll(List.of("-m", BuilderModules.BUILDER + "/" + MAIN, "-imagecp", join(classPath)));
        arguments.addAll(builderOptions);
        return arguments;
    }

    private static String join(List<Path> paths) {
        return paths.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** One argument in the syntax of a Java argument file. */
    private static String quote(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
