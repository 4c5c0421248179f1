package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Reflection on types that the application's metadata names, and on one that it does not. */
public final class Reflection {
    private Reflection() {}

    /** An annotation to be read. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.TYPE, ElementType.METHOD, ElementType.FIELD, ElementType.PARAMETER})
    public @interface Label {
        /** A text. */
        String value() default "none";

        /** Numbers. */
        int[] numbers() default {1, 2};

        /** A type. */
        Class<?> type() default Object.class;
    }

    /** A type to be looked at. */
    @Label(value = "subject", numbers = 7)
    public static class Subject implements Comparable<Subject> {
        /** A field. */
        @Label("field")
        public int number = 5;

        private final List<String> names;

        /** A constant. */
        public static final String CONSTANT = "constant";

        /** Without names. */
        public Subject() {
            this(List.of());
        }

        /** With names. */
        public Subject(List<String> names) {
            this.names = names;
        }

        /** A method with a generic signature. */
        @Label(type = String.class)
        public <T extends Number> Map<String, T> method(@Label("parameter") String key, T value) {
            return Map.of(key + names, value);
        }

        private String secret(int times) {
            return "secret".repeat(times);
        }

        /** Fails. */
        public void failing() throws java.io.IOException {
            throw new java.io.IOException("from the method");
        }

        /** Static. */
        public static long twice(long value) {
            return 2 * value;
        }

        @Override
        public int compareTo(Subject other) {
            return Integer.compare(number, other.number);
        }
    }

    /** A record to be looked at. */
    public record Point(int x, @Label("y") double y) {}

    /** An interface to make a proxy of. */
    public interface Greeter {
        /** Greets. */
        String greet(String name, int times);

        /** A default. */
        default String wave() {
            return "wave";
        }

        /** A default that stands on what is abstract. */
        default String greetTwice(String name) {
            return greet(name, 2) + "!";
        }

        /** A default that throws. */
        default int refuse(int number) throws java.io.IOException {
            throw new java.io.IOException("refused " + number);
        }
    }

    /** Inherits its defaults. */
    public interface PoliteGreeter extends Greeter {}

    /** A sealed type. */
    public sealed interface Choice permits Left, Right {}

    /** One choice. */
    public record Left() implements Choice {}

    /** The other. */
    public record Right() implements Choice {}

    private static Class<?> subject() throws ClassNotFoundException {
        // Not a constant, so that the image's metadata is what is used.
        return Class.forName(String.join(".", "dev", "demitasse", "fidelity", "areas", "Reflection$Subject"));
    }

    /** Runs them. */
    public static void run(Checks checks) {
        members(checks);
        access(checks);
        types(checks);
        proxies(checks);
    }

    private static void members(Checks checks) {
        checks.check(
                "methods",
                () -> Arrays.stream(subject().getDeclaredMethods())
                        .filter(m -> !m.isBridge())
                        .map(m -> m.getReturnType().getSimpleName() + " " + m.getName()
                                + Arrays.toString(m.getParameterTypes()))
                        .sorted()
                        .toList());
        checks.check(
                "fields",
                () -> Arrays.stream(subject().getDeclaredFields())
                        .map(Field::toString)
                        .sorted()
                        .toList());
        checks.check(
                "constructors",
                () -> Arrays.stream(subject().getConstructors())
                        .map(Constructor::toGenericString)
                        .sorted()
                        .toList());
        checks.check(
                "method-generic",
                () -> subject().getMethod("method", String.class, Number.class).toGenericString());
        checks.check(
                "method-modifiers",
                () -> Modifier.toString(subject().getMethod("twice", long.class).getModifiers()));
        checks.check(
                "parameters",
                () -> Arrays.stream(subject()
                                .getMethod("method", String.class, Number.class)
                                .getParameters())
                        .map(p -> p.getName() + " " + p.isNamePresent() + " " + p.getParameterizedType())
                        .toList());
        checks.check(
                "exceptions", () -> Arrays.asList(subject().getMethod("failing").getExceptionTypes()));
        checks.check(
                "bridge",
                () -> Arrays.stream(subject().getDeclaredMethods())
                        .filter(Method::isBridge)
                        .map(Method::toString)
                        .toList());
        checks.check("method-missing", () -> subject().getMethod("absent", int.class));
        checks.check("field-missing", () -> subject().getField("names"));
        checks.check("annotation", () -> {
            Label label = subject().getAnnotation(Label.class);
            return label == null ? "none" : label.value() + Arrays.toString(label.numbers()) + label.type();
        });
        checks.check("annotation-to-string", () -> {
            // The order of the members is unspecified.
            String text = ""
                    + subject().getMethod("method", String.class, Number.class).getAnnotations()[0];
            return List.of(
                    text.startsWith("@dev.demitasse.fidelity.areas.Reflection.Label("),
                    text.contains("type=java.lang.String.class"),
                    text.contains("numbers={1, 2}"),
                    text.contains("value=\"none\""),
                    text.length());
        });
        checks.check(
                "annotation-equals",
                () -> subject().getAnnotation(Label.class).equals(subject().getAnnotation(Label.class)));
        checks.check(
                "annotation-parameter",
                () -> ((Label) subject()
                                .getMethod("method", String.class, Number.class)
                                .getParameterAnnotations()[0][0])
                        .value());
        checks.check(
                "record-components",
                () -> Arrays.stream(Point.class.getRecordComponents())
                        .map(RecordComponent::toString)
                        .toList());
        checks.check(
                "record-accessor",
                () -> Point.class.getRecordComponents()[1].getAccessor().invoke(new Point(1, 2.5)));
        checks.check(
                "permitted",
                () -> Arrays.stream(Choice.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .sorted()
                        .toList());
        checks.check(
                "nested",
                () -> List.of(
                        subject().getDeclaringClass(),
                        subject().getNestHost(),
                        subject().isMemberClass(),
                        subject().getEnclosingClass()));
        checks.check("enum-constants", () -> Arrays.asList(Thread.State.class.getEnumConstants()));
    }

    private static void access(Checks checks) {
        checks.check(
                "new-instance",
                () -> ((Subject) subject().getConstructor(List.class).newInstance(List.of("n"))).method("k", 1));
        checks.check(
                "invoke",
                () -> subject().getMethod("method", String.class, Number.class).invoke(new Subject(), "k", 2.5));
        checks.check(
                "invoke-static", () -> subject().getMethod("twice", long.class).invoke(null, 21));
        checks.check(
                "invoke-widening",
                () -> subject().getMethod("twice", long.class).invoke(null, 'a'));
        checks.check("invoke-private", () -> {
            Method secret = subject().getDeclaredMethod("secret", int.class);
            secret.setAccessible(true);
            return secret.invoke(new Subject(), 2);
        });
        checks.check("invoke-throws", () -> {
            try {
                return subject().getMethod("failing").invoke(new Subject());
            } catch (java.lang.reflect.InvocationTargetException e) {
                return e.getMessage() + " " + e.getCause();
            }
        });
        checks.check(
                "invoke-wrong-type",
                () -> subject().getMethod("twice", long.class).invoke(null, "text"));
        checks.check(
                "invoke-wrong-count",
                () -> subject().getMethod("twice", long.class).invoke(null));
        checks.check(
                "invoke-wrong-receiver", () -> subject().getMethod("failing").invoke("text"));
        checks.check("invoke-null-receiver", () -> {
            try {
                return subject().getMethod("failing").invoke(null);
            } catch (NullPointerException e) {
                return e.getClass();
            }
        });
        checks.check("field-get-set", () -> {
            Field field = subject().getField("number");
            var subject = new Subject();
            field.setInt(subject, 9);
            return List.of(
                    field.get(subject),
                    field.getLong(subject),
                    subject().getField("CONSTANT").get(null));
        });
        checks.check("field-set-wrong", () -> {
            subject().getField("number").set(new Subject(), "text");
            return "set";
        });
        checks.check("field-final", () -> {
            subject().getField("CONSTANT").set(null, "changed");
            return "set";
        });
        checks.check("unregistered-type", () -> {
            try {
                return Class.forName(String.join(".", "dev", "demitasse", "fidelity", "areas", "NoSuchType"));
            } catch (ClassNotFoundException e) {
                return e.getMessage();
            }
        });
    }

    private static void types(Checks checks) {
        checks.check("array-types", () -> {
            Object array = Array.newInstance(int.class, 2, 3);
            Array.setInt(Array.get(array, 1), 2, 7);
            return List.of(
                    array.getClass(),
                    Array.getLength(array),
                    Arrays.deepToString((int[][]) array),
                    int[].class.getComponentType(),
                    String.class.arrayType());
        });
        checks.check("generic-super", () -> {
            ParameterizedType type = (ParameterizedType) subject().getGenericInterfaces()[0];
            return List.of(type, type.getActualTypeArguments()[0], type.getRawType());
        });
        checks.check(
                "assignable",
                () -> List.of(
                        Number.class.isAssignableFrom(Integer.class),
                        int.class.isAssignableFrom(short.class),
                        Comparable.class.isInstance(new Subject()),
                        Object[].class.isAssignableFrom(String[].class)));
        checks.check(
                "primitive",
                () -> List.of(
                        int.class.isPrimitive(), Void.TYPE, Integer.TYPE == int.class, char[].class.getTypeName()));
        checks.check("hierarchy", () -> {
            var names = new java.util.ArrayList<String>();
            for (Class<?> type = java.util.ArrayList.class; type != null; type = type.getSuperclass()) {
                names.add(type.getName());
            }
            return names;
        });
        checks.check(
                "interfaces",
                () -> Arrays.stream(java.util.ArrayList.class.getInterfaces())
                        .map(Class::getSimpleName)
                        .sorted(Comparator.naturalOrder())
                        .toList());
        checks.check(
                "class-modifiers",
                () -> List.of(
                        Modifier.toString(subject().getModifiers()),
                        Label.class.isAnnotation(),
                        Point.class.isRecord(),
                        Choice.class.isSealed(),
                        Greeter.class.isInterface()));
        checks.check("package", () -> subject().getPackage().getName());
        checks.check(
                "loader",
                () -> List.of(
                        String.valueOf(String.class.getClassLoader()),
                        subject().getClassLoader() == ClassLoader.getSystemClassLoader()));
        checks.check(
                "canonical",
                () -> List.of(
                        subject().getCanonicalName(),
                        int[][].class.getCanonicalName(),
                        "" + new Object() {}.getClass().getCanonicalName()));
        checks.check("define-class", () -> {
            var loader = new ClassLoader() {
                Class<?> define() {
                    return defineClass("no.such.Type", new byte[] {0, 1, 2}, 0, 3);
                }
            };
            return loader.define();
        });
    }

    private static void proxies(Checks checks) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "greet" -> method.getName() + Arrays.toString(arguments);
            case "wave", "greetTwice", "refuse" -> InvocationHandler.invokeDefault(proxy, method, arguments);
            case "hashCode" -> 1;
            case "toString" -> "a proxy";
            default -> throw new java.io.IOException("checked");
        };
        Class<?>[] types = {Greeter.class, Runnable.class};
        checks.check(
                "proxy",
                () -> ((Greeter) Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler))
                        .greet("you", 3));
        checks.check(
                "proxy-default",
                () -> ((Greeter) Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler)).wave());
        checks.check(
                "proxy-default-on-abstract",
                () -> ((Greeter) Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler))
                        .greetTwice("you"));
        checks.check(
                "proxy-default-throws",
                () -> ((Greeter) Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler)).refuse(7));
        checks.check(
                "proxy-default-inherited",
                () -> ((PoliteGreeter) Proxy.newProxyInstance(
                                Greeter.class.getClassLoader(), new Class<?>[] {PoliteGreeter.class}, handler))
                        .greetTwice("all"));
        checks.check(
                "proxy-default-of-abstract",
                () -> invokeDefault(
                        Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler),
                        Greeter.class.getMethod("greet", String.class, int.class),
                        "you",
                        1));
        checks.check("proxy-default-of-no-proxy", () -> invokeDefault("text", Greeter.class.getMethod("wave")));
        checks.check("proxy-checked", () -> {
            ((Runnable) Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler)).run();
            return "ran";
        });
        checks.check(
                "proxy-object-methods",
                () -> Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler) + ""
                        + Proxy.isProxyClass(Proxy.newProxyInstance(Greeter.class.getClassLoader(), types, handler)
                                .getClass()));
    }

    private static Object invokeDefault(Object proxy, Method method, Object... arguments) throws Exception {
        try {
            return InvocationHandler.invokeDefault(proxy, method, arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
