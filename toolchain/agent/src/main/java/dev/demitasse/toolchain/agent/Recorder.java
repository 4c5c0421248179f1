package dev.demitasse.toolchain.agent;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the rewritten methods tell, written down as it comes, so that nothing is lost however the application ends. A note
 * is a line of fields, each after a tab but the first, which says what it is: {@code type NAME}, {@code method TYPE NAME
 * TYPES}, {@code field TYPE NAME}, {@code allocate TYPE}, {@code proxy TYPES}, {@code serialize TYPE}, {@code resource
 * MODULE PATH}, {@code bundle NAME}. Lists of types have commas between.
 *
 * <p>The JDK's own work passes through here, that which links lambdas too: so there are no lambdas in this class and no
 * records, and strings are put together without {@code invokedynamic} (a compiler option in the pom). Safe for several
 * threads.
 */
public final class Recorder {
    private static final Set<String> NOTED = ConcurrentHashMap.newKeySet();

    /** What has been told already costs no walk of the stack. */
    private static final Set<Object> TOLD = ConcurrentHashMap.newKeySet();

    /** True while a thread is in here, whose own calls tell nothing. */
    private static final ThreadLocal<Boolean> INSIDE = new ThreadLocal<>();

    private static @Nullable OutputStream notes;

    private Recorder() {}

    /** Opens the file that gets the notes; until then nothing is noted. */
    static synchronized void begin(Path file) throws IOException {
        notes = new FileOutputStream(file.toFile());
    }

    /** A class was asked for by its name. */
    public static void named(@Nullable Class<?> type) {
        if (type != null && isNews(type)) {
            noteType(type);
            leave();
        }
    }

    /** The members of a class were asked for. */
    public static void queried(Class<?> type) {
        named(type);
    }

    /** An instance of a class was made by its constructor without parameters. */
    public static void constructed(Class<?> type) {
        if (isNews("new " + type.getName())) {
            noteMethod(type, "<init>");
            leave();
        }
    }

    /** A method or constructor was called. */
    public static void invoked(Executable called) {
        if (isNews(called)) {
            String name = called instanceof Constructor ? "<init>" : called.getName();
            noteMethod(called.getDeclaringClass(), name, called.getParameterTypes());
            leave();
        }
    }

    /** A handle for a method was asked for. */
    public static void method(Class<?> type, String name, MethodType signature) {
        if (isNews(type.getName() + " " + name + signature.toMethodDescriptorString())) {
            noteMethod(type, name, signature.parameterArray());
            leave();
        }
    }

    /** A handle for a constructor was asked for. */
    public static void constructor(Class<?> type, MethodType signature) {
        method(type, "<init>", signature);
    }

    /** A field was read, written or asked for. */
    public static void accessed(@Nullable Field field) {
        if (field != null && isNews(field)) {
            noteField(field.getDeclaringClass(), field.getName());
            leave();
        }
    }

    /** A handle for a field was asked for. */
    public static void field(Class<?> type, String name) {
        if (isNews(type.getName() + " " + name)) {
            noteField(type, name);
            leave();
        }
    }

    /** An array was made. */
    public static void array(@Nullable Object array) {
        if (array != null) {
            named(array.getClass());
        }
    }

    /** A proxy was made. */
    public static void proxy(@Nullable Object proxy) {
        if (proxy != null && isNews("proxy " + proxy.getClass().getName())) {
            note("proxy", names(proxy.getClass().getInterfaces()));
            leave();
        }
    }

    /** An instance was made without a constructor. */
    public static void allocated(Class<?> type) {
        if (isNews("allocate " + type.getName())) {
            note("allocate", type.getTypeName());
            leave();
        }
    }

    /** An instance was read or written as a stream of objects: by the JDK's streams, on whose behalf does not matter. */
    public static void serialized(Class<?> type) {
        if (Serializable.class.isAssignableFrom(type) && isNamed(type) && enter("serialize " + type.getName())) {
            note("serialize", type.getTypeName());
            leave();
        }
    }

    /** A resource was found; those of the class path are in every image. */
    public static void resource(@Nullable URL url) {
        if (url != null && url.getProtocol().equals("jrt") && isNews(url.getPath())) {
            String[] path = url.getPath().split("/", 3);
            note("resource", path[1], path[2]);
            leave();
        }
    }

    /** A bundle of resources was asked for. */
    public static void bundle(String name) {
        if (isNews("bundle " + name)) {
            note("bundle", name);
            leave();
        }
    }

    /**
     * Whether something has not been told before and counts. If so, it will have been, and {@link #leave} must follow.
     *
     * @param what equal whenever the same is told
     */
    private static boolean isNews(Object what) {
        if (!enter(what)) {
            return false;
        }
        if (Callers.isApplication()) {
            return true;
        }
        // Another caller may count.
        TOLD.remove(what);
        leave();
        return false;
    }

    private static boolean enter(Object what) {
        if (INSIDE.get() != null || TOLD.contains(what)) {
            return false;
        }
        INSIDE.set(true);
        TOLD.add(what);
        return true;
    }

    private static void leave() {
        INSIDE.remove();
    }

    private static void noteType(Class<?> type) {
        if (isNamed(type)) {
            note("type", type.getTypeName());
        }
    }

    private static void noteMethod(Class<?> type, String name, Class<?>... parameters) {
        if (isNamed(type)) {
            note("method", type.getTypeName(), name, names(parameters));
        }
    }

    private static void noteField(Class<?> type, String name) {
        if (isNamed(type)) {
            note("field", type.getTypeName(), name);
        }
    }

    /** Whether a class can be named in metadata: lambdas, proxies and other classes made at run time cannot. */
    private static boolean isNamed(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        return !element.isHidden() && !Proxy.isProxyClass(element) && !type.isPrimitive();
    }

    private static String names(Class<?>[] types) {
        var names = new StringBuilder();
        for (Class<?> type : types) {
            names.append(names.isEmpty() ? "" : ",").append(type.getTypeName());
        }
        return names.toString();
    }

    private static void note(String... fields) {
        String line = String.join("\t", fields) + "\n";
        if (!NOTED.add(line)) {
            return;
        }
        synchronized (Recorder.class) {
            if (notes != null) {
                try {
                    notes.write(line.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    System.err.println("demi trace: a note is lost: " + e.getMessage());
                }
            }
        }
    }
}
