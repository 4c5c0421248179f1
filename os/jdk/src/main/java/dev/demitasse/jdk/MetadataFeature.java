package dev.demitasse.jdk;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.graalvm.nativeimage.hosted.Feature;
import org.graalvm.nativeimage.hosted.RuntimeReflection;
import org.graalvm.nativeimage.hosted.RuntimeResourceAccess;
import org.graalvm.nativeimage.hosted.RuntimeSerialization;

/**
 * Names what the JDK finds by reflection, or as a resource, where SubstrateVM does not see it of itself. Each is named
 * only in images that reach the code which looks for it.
 */
public final class MetadataFeature implements Feature {
    private static final String SEGMENT_HANDLE = "java.lang.invoke.VarHandleSegmentAs";
    private static final List<String> CARRIERS =
            List.of("Booleans", "Bytes", "Shorts", "Chars", "Ints", "Longs", "Floats", "Doubles");

    /** How the names of {@code VarHandle}'s access modes begin. */
    private static final List<String> ACCESS_MODES = List.of("get", "set", "compareAnd", "weakCompareAnd");

    /** Written into a stream of objects that ends at one which cannot be serialised, before that is thrown. */
    private static final Class<?>[] FATAL = {
        NotSerializableException.class,
        ObjectStreamException.class,
        IOException.class,
        Exception.class,
        Throwable.class,
        StackTraceElement.class,
        StackTraceElement[].class,
        Collections.emptyList().getClass(),
        String.class,
    };

    @Override
    public String getDescription() {
        return "Names what the JDK finds by reflection";
    }

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        memorySegments(access);
        access.registerReachabilityHandler(
                ignored -> RuntimeSerialization.register(FATAL),
                method(ObjectOutputStream.class, "writeFatalException", IOException.class));
        resources(access);
    }

    private static void resources(BeforeAnalysisAccess access) {
        Module base = Object.class.getModule();
        access.registerReachabilityHandler(
                ignored -> RuntimeResourceAccess.addResource(
                        base, "java/time/chrono/hijrah-config-Hijrah-umalqura_islamic-umalqura.properties"),
                method(access.findClassByName("java.time.chrono.HijrahChronology"), "loadCalendarData"));
        access.registerReachabilityHandler(
                ignored -> RuntimeResourceAccess.addResource(base, "sun/net/www/content-types.properties"),
                method(access.findClassByName("sun.net.www.MimeTable"), "load"));
        Class<?> handler = access.findClassByName("sun.net.httpserver.simpleserver.FileServerHandler");
        access.registerReachabilityHandler(
                ignored -> {
                    RuntimeResourceAccess.addResourceBundle(
                            handler.getModule(), "sun.net.httpserver.simpleserver.resources.simpleserver");
                    RuntimeResourceAccess.addResource(
                            handler.getModule(), "sun/net/httpserver/simpleserver/resources/favicon.ico");
                },
                handler);
    }

    /**
     * The access modes of memory segments are static methods, which {@code VarForm.resolveMemberName} looks up by name;
     * SubstrateVM names those of the other variable handles in its MethodHandleFeature.
     */
    private static void memorySegments(BeforeAnalysisAccess access) {
        for (String carrier : CARRIERS) {
            register(access, access.findClassByName(SEGMENT_HANDLE + carrier));
            Class<?> aligned = access.findClassByName(SEGMENT_HANDLE + carrier + "Aligned");
            if (aligned != null) {
                register(access, aligned);
            }
        }
    }

    private static void register(BeforeAnalysisAccess access, Class<?> type) {
        access.registerReachabilityHandler(
                ignored -> Arrays.stream(type.getDeclaredMethods())
                        .filter(method -> ACCESS_MODES.stream().anyMatch(method.getName()::startsWith))
                        .forEach(RuntimeReflection::register),
                type);
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("this JDK's " + type + " is not the one expected", e);
        }
    }
}
