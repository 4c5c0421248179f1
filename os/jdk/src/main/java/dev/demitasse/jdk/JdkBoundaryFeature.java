package dev.demitasse.jdk;

import dev.demitasse.storage.ImageFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.impl.ProcessPropertiesSupport;
import org.graalvm.nativeimage.impl.RuntimeClassInitializationSupport;

/**
 * What the JDK boundary does while an image is built: puts the application's files into it, and has those classes of the
 * JDK initialised at run time whose initialisers ask the machine.
 *
 * <p>The system property {@value #FILES} of the builder names a text file with one line for each file in the image: the
 * path in the image, a tab, the path on the builder's machine. {@value #CLASSES} names a list of classes.
 */
public final class JdkBoundaryFeature implements Feature {
    /** Names the list of files. */
    public static final String FILES = "demitasse.files";

    /** Names the list of the classes on the application's class path, a name a line. */
    public static final String CLASSES = "demitasse.classes";

    private static final String HTTP_EXCHANGE = "sun.net.httpserver.ExchangeImpl";

    /** The time stamp of all files in all images: the same inputs must give the same image. */
    private static final Instant FILE_TIME = Instant.parse("2026-01-01T00:00:00Z");

    /**
     * Classes of {@code java.base} whose initialisers call native methods or read properties. SubstrateVM has this list
     * for platforms with JNI only, in JNIRegistrationJavaNet, JNIRegistrationJavaNio and JNIRegistrationsJavaZip.
     */
    private static final String[] AT_RUN_TIME = {
        "java.net.DatagramPacket",
        "java.net.NetworkInterface",
        "java.net.InetAddress",
        "java.net.Inet4Address",
        "java.net.Inet6Address",
        "javax.net.ssl.SSLContext",
        "sun.net.ext.ExtendedSocketOptions",
        "jdk.net.ExtendedSocketOptions",
        "jdk.net.ExtendedSocketOptions$PlatformSocketOptions",
        "sun.nio.ch.IOUtil",
        "sun.nio.ch.ServerSocketChannelImpl",
        "sun.nio.ch.DatagramChannelImpl",
        "sun.nio.ch.FileChannelImpl",
        "sun.nio.ch.FileKey",
        "java.nio.file.Files$FileTypeDetectors",
        "sun.nio.ch.Net",
        "sun.nio.ch.SocketOptionRegistry$LazyInitialization",
        "sun.nio.ch.AsynchronousSocketChannelImpl$DefaultOptionsHolder",
        "sun.nio.ch.AsynchronousServerSocketChannelImpl$DefaultOptionsHolder",
        "sun.nio.ch.DatagramChannelImpl$DefaultOptionsHolder",
        "sun.nio.ch.ServerSocketChannelImpl$DefaultOptionsHolder",
        "sun.nio.ch.SocketChannelImpl$DefaultOptionsHolder",
        "sun.nio.ch.NioSocketImpl",
        "sun.nio.ch.NativeThread",
        "sun.nio.ch.NativeSocketAddress",
        "sun.nio.ch.UnixDomainSockets",
        "sun.nio.ch.FileDispatcherImpl",
        "sun.nio.ch.FileChannelImpl$Unmapper",
        "java.nio.MappedMemoryUtils",
        "sun.nio.ch.InheritedChannel",
        "sun.nio.ch.SimpleAsynchronousFileChannelImpl",
        "sun.nio.ch.SimpleAsynchronousFileChannelImpl$DefaultExecutorHolder",
        "sun.nio.ch.SinkChannelImpl",
        "sun.nio.ch.SourceChannelImpl",
        "sun.nio.fs.UnixNativeDispatcher",
        "sun.nio.fs.LinuxNativeDispatcher",
        "sun.nio.ch.UnixAsynchronousServerSocketChannelImpl",
        "java.util.zip.Inflater",
        "java.util.zip.Deflater",
        "java.util.zip.Adler32",
        "java.util.zip.CRC32",
        "sun.net.www.protocol.jar.JarFileFactory",
        "sun.net.www.protocol.jar.JarURLConnection",
    };

    @Override
    public String getDescription() {
        return "Answers the JDK's native methods";
    }

    @Override
    public void afterRegistration(AfterRegistrationAccess access) {
        var initialization = ImageSingletons.lookup(RuntimeClassInitializationSupport.class);
        for (String name : AT_RUN_TIME) {
            initialization.initializeAtRunTime(name, "its initialiser asks the machine");
        }
        initialization.initializeAtBuildTime(HTTP_EXCHANGE, "so that its formatter can be replaced");
        ImageSingletons.add(ProcessPropertiesSupport.class, new OnlyProcess());
        ImageSingletons.add(ImageFiles.class, new ImageFiles(files()));
        ImageSingletons.add(ClassPathNames.class, new ClassPathNames(lines(CLASSES)));
    }

    /** The lines of the file that a property of the builder names; none if it names none. */
    private static List<String> lines(String property) {
        String file = System.getProperty(property);
        try {
            return file == null ? List.of() : Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what " + property + " names", e);
        }
    }

    /**
     * The objects of the default file system are in the image; their working directory becomes the root, where it
     * would be the builder's.
     */
    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        setField(access, "java.io.UnixFileSystem", "userDir", "/");
        setField(access, "sun.nio.fs.UnixFileSystem", "defaultDirectory", new byte[] {'/'});
        setField(access, "sun.nio.fs.UnixFileSystem", "needToResolveAgainstDefaultDirectory", false);
        setField(access, HTTP_EXCHANGE, "FORMATTER", HttpDate.formatter());
    }

    private static void setField(BeforeAnalysisAccess access, String type, String field, Object value) {
        try {
            access.registerFieldValueTransformer(
                    access.findClassByName(type).getDeclaredField(field), (receiver, original) -> value);
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this JDK's " + type + " is not the one expected", e);
        }
    }

    private static ImageFileSystem files() {
        long time = TimeUnit.SECONDS.toNanos(FILE_TIME.getEpochSecond());
        ImageFileSystem.Builder builder = new ImageFileSystem.Builder(ImageFiles.DEVICE, time)
                .directory("/dev")
                .directory("/tmp");
        try {
            for (String line : lines(FILES)) {
                addFile(builder, line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read a file for the image", e);
        }
        return builder.build();
    }

    private static void addFile(ImageFileSystem.Builder builder, String line) throws IOException {
        int tab = line.indexOf('\t');
        if (tab < 0) {
            throw new IllegalArgumentException("no tab in the line \"" + line + "\" of the list of the image's files");
        }
        builder.file(line.substring(0, tab), Files.readAllBytes(Path.of(line.substring(tab + 1))));
    }
}
