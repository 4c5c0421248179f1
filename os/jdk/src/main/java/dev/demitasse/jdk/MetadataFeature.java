package dev.demitasse.jdk;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ForkJoinTask;
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

    private static final String HIJRAH = "java.time.chrono.HijrahChronology";
    private static final String HIJRAH_DATA =
            "java/time/chrono/hijrah-config-Hijrah-umalqura_islamic-umalqura.properties";

    private static final String OURS = "dev.demitasse.";

    /** Of the JDK's exceptions those that an application's own code throws most. */
    private static final List<Class<? extends Throwable>> COMMON = List.of(
            Exception.class,
            RuntimeException.class,
            IllegalArgumentException.class,
            IllegalStateException.class,
            UnsupportedOperationException.class,
            IndexOutOfBoundsException.class,
            ArithmeticException.class,
            ClassCastException.class,
            NullPointerException.class);

    /** The application's exceptions found so far, while nothing copies them; guarded by this. */
    private final List<Class<?>> waiting = new ArrayList<>(COMMON);

    /** Whether exceptions are copied; guarded by this. */
    private boolean copying;

    @Override
    public String getDescription() {
        return "Names what the JDK finds by reflection";
    }

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
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        memorySegments(access);
        exceptionsOfTasks(access);
        access.registerReachabilityHandler(
                ignored -> RuntimeSerialization.register(FATAL),
                method(ObjectOutputStream.class, "writeFatalException", IOException.class));
        access.registerReachabilityHandler(
                ignored -> RuntimeResourceAccess.addResource(Object.class.getModule(), HIJRAH_DATA),
                method(access.findClassByName(HIJRAH), "loadCalendarData"));
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

    /**
     * {@code ForkJoinTask} copies the exception of a task for the thread that waits for it, so that its trace is of that
     * thread and its cause is the original: by the constructor that takes a cause, or by that without arguments.
     */
    private void exceptionsOfTasks(BeforeAnalysisAccess access) {
        access.registerSubtypeReachabilityHandler((ignored, type) -> thrown(type), Throwable.class);
        access.registerReachabilityHandler(
                ignored -> copy(), method(ForkJoinTask.class, "getException", boolean.class));
    }

    private synchronized void thrown(Class<?> type) {
        boolean ofApplication = !type.getModule().isNamed() && !type.getName().startsWith(OURS);
        if (ofApplication && copying) {
            registerCopying(type);
        } else if (ofApplication) {
            waiting.add(type);
        }
    }

    private synchronized void copy() {
        copying = true;
        waiting.forEach(MetadataFeature::registerCopying);
        waiting.clear();
    }

    private static void registerCopying(Class<?> type) {
        for (Constructor<?> constructor : type.getConstructors()) {
            Class<?>[] parameters = constructor.getParameterTypes();
            if (parameters.length == 0 || Arrays.equals(parameters, new Class<?>[] {Throwable.class})) {
                RuntimeReflection.register(constructor);
            }
        }
    }

    private static Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getDeclaredMethod(name, parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("this JDK's " + type + " is not the one expected", e);
        }
    }
}
