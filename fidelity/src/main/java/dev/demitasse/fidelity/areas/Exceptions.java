package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Exceptions: what the language throws, their traces, causes, and how resources close. */
public final class Exceptions {
    private Exceptions() {}

    /** Runs them. */
    public static void run(Checks checks) {
        thrownByTheLanguage(checks);
        traces(checks);
        resources(checks);
        stack(checks);
    }

    private static @Nullable Object nothing() {
        return null;
    }

    @SuppressWarnings("NullAway") // That it is null is what is checked.
    private static void thrownByTheLanguage(Checks checks) {
        checks.check("null-class", () -> {
            try {
                return nothing().hashCode();
            } catch (NullPointerException e) {
                return e.getClass();
            }
        });
        checks.check("null-message", () -> nothing().hashCode());
        checks.check("null-field-message", () -> {
            int[][] grid = new int[2][];
            return grid[1][0];
        });
        checks.check("require-non-null", () -> Objects.requireNonNull(nothing(), "it is needed"));
        checks.check("array-index", () -> new int[3].clone()[Integer.parseInt("3")]);
        checks.check("array-index-message", () -> new int[3].clone()[Integer.parseInt("-1")]);
        checks.check("negative-size", () -> new int[Integer.parseInt("-5")]);
        checks.check("array-store", () -> {
            Object[] strings = new String[1];
            strings[0] = Integer.valueOf(1);
            return strings;
        });
        checks.check("class-cast", () -> {
            Object text = "x";
            return (Integer) text;
        });
        checks.check("class-cast-array", () -> {
            Object text = new String[0];
            return (int[]) text;
        });
        checks.check("class-cast-method", () -> Integer.class.cast("x"));
        checks.check("list-index", () -> List.of(1, 2).get(2));
        checks.check("array-list-index", () -> new ArrayList<>(List.of(1)).get(4));
        checks.check("check-index", () -> Objects.checkIndex(5, 3));
        checks.check("check-range", () -> Objects.checkFromToIndex(2, 1, 3));
        checks.check("immutable", () -> List.of(1).add(2));
        checks.check("immutable-map", () -> Map.of("a", 1).put("b", 2));
        checks.check("iterator-end", () -> List.of().iterator().next());
        checks.check("enum-missing", () -> Thread.State.valueOf("ASLEEP"));
        checks.check("concurrent-modification", () -> {
            var list = new ArrayList<>(List.of(1, 2, 3));
            for (Integer each : list) {
                list.remove(each);
            }
            return list;
        });
        checks.check("array-copy-outside", () -> {
            System.arraycopy(new int[3], 1, new int[2], 0, 3);
            return "copied";
        });
        checks.check("array-copy-types", () -> {
            System.arraycopy(new int[3], 0, new long[3], 0, 1);
            return "copied";
        });
        checks.check("not-comparable", () -> new java.util.TreeSet<Object>(Arrays.asList("a", 1)));
        checks.check("assertion", () -> {
            throw new AssertionError("sum", new IOException("cause"));
        });
        checks.check("monitor-not-owned", () -> {
            new Object().notify();
            return "notified";
        });
        checks.check("class-missing", () -> Class.forName("no.such.Type"));
    }

    private static void traces(Checks checks) {
        checks.check("trace-elements", () -> {
            StackTraceElement top = new IllegalStateException("here").getStackTrace()[0];
            return List.of(
                    top.getClassName(),
                    top.getMethodName().startsWith("lambda$traces$"),
                    top.getFileName(),
                    top.getLineNumber() > 0);
        });
        checks.check(
                "trace-depth",
                () -> recurse(10).getStackTrace().length - recurse(0).getStackTrace().length);
        checks.check(
                "trace-lines",
                () -> recurse(1).getStackTrace()[0].getLineNumber()
                        - recurse(1).getStackTrace()[1].getLineNumber());
        checks.check("trace-printed", () -> {
            var text = new StringWriter();
            var outer = new RuntimeException("outer", new IOException("inner"));
            outer.addSuppressed(new IllegalArgumentException("beside"));
            outer.printStackTrace(new PrintWriter(text));
            return text.toString()
                    .lines()
                    .filter(line -> !line.strip().startsWith("at "))
                    .map(line -> line.replaceAll("\\d+ more", "N more"))
                    .toList();
        });
        checks.check("trace-of-implicit", () -> {
            try {
                return new int[0].clone()[Integer.parseInt("1")];
            } catch (ArrayIndexOutOfBoundsException e) {
                return List.of(e.getStackTrace()[0].getClassName(), e.getStackTrace()[0].getFileName());
            }
        });
        checks.check(
                "without-trace",
                () -> new RuntimeException("quiet", null, false, false) {
                    private static final long serialVersionUID = 1;
                }.getStackTrace().length);
        checks.check("set-trace", () -> {
            var e = new Exception();
            e.setStackTrace(new StackTraceElement[] {
                new StackTraceElement("a.B", "c", "B.java", 7), new StackTraceElement("a.B", "d", null, -2)
            });
            return Arrays.asList(e.getStackTrace());
        });
        checks.check("cause-twice", () -> new RuntimeException("x", new Error()).initCause(new Error()));
        checks.check("cause-self", () -> {
            var e = new RuntimeException("x");
            return e.initCause(e);
        });
        checks.check("suppress-self", () -> {
            var e = new RuntimeException("x");
            e.addSuppressed(e);
            return e;
        });
        checks.check(
                "cause-message",
                () -> List.of(
                        new RuntimeException(new IOException("x")).getMessage(),
                        new Exception("m") + "",
                        new Exception() + ""));
        checks.check("stack-overflow", () -> {
            try {
                return endless(1);
            } catch (StackOverflowError e) {
                return List.of(e.getClass(), e.getStackTrace().length > 100, String.valueOf(e.getMessage()));
            }
        });
        checks.check("out-of-memory", () -> {
            try {
                return new long[Integer.MAX_VALUE - 8].length;
            } catch (OutOfMemoryError e) {
                return e.getClass();
            }
        });
        checks.check("array-too-large", () -> Arrays.asList(new byte[Integer.parseInt("2147483647")]));
    }

    private static int endless(int depth) {
        return endless(depth + 1) + 1;
    }

    private static Exception recurse(int depth) {
        if (depth == 0) {
            return new Exception();
        }
        return recurse(depth - 1);
    }

    private record Noisy(String name, List<String> log) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            log.add("close " + name);
            throw new IOException("close " + name);
        }
    }

    private static void resources(Checks checks) {
        checks.check("resources-close-in-reverse", () -> {
            var log = new ArrayList<String>();
            try (var a = new Noisy("a", log);
                    var b = new Noisy("b", log)) {
                log.add(a.name + b.name);
                throw new IllegalStateException("body");
            } catch (IllegalStateException e) {
                return List.of(log, Arrays.asList(e.getSuppressed()));
            }
        });
        checks.check("finally-wins", () -> finallyWins());
        checks.check("finally-order", () -> {
            var log = new ArrayList<String>();
            try {
                try {
                    throw new IOException("first");
                } catch (IOException e) {
                    log.add("caught " + e.getMessage());
                    throw new RuntimeException(e);
                } finally {
                    log.add("finally");
                }
            } catch (RuntimeException e) {
                log.add("outer " + e.getMessage());
            }
            return log;
        });
        checks.check("uncaught-handler", () -> {
            var caught = new ArrayList<String>();
            Thread thread = Thread.ofPlatform().unstarted(() -> {
                throw new IllegalArgumentException("nobody catches");
            });
            thread.setUncaughtExceptionHandler((t, e) -> caught.add(e.toString()));
            thread.start();
            thread.join();
            return caught;
        });
        checks.check("initializer-fails", () -> {
            try {
                return Failing.VALUE;
            } catch (ExceptionInInitializerError e) {
                return List.of("" + e.getMessage(), e.getCause().toString());
            }
        });
        checks.check("initializer-fails-again", () -> {
            try {
                return Failing.VALUE;
            } catch (NoClassDefFoundError e) {
                return e.getMessage();
            }
        });
    }

    private static final class Failing {
        static final int VALUE = Integer.parseInt("not a number");
    }

    @SuppressWarnings("finally")
    private static int finallyWins() {
        try {
            throw new IllegalStateException();
        } finally {
            return 2;
        }
    }

    private static void stack(Checks checks) {
        checks.check("walker-frames", () -> outer().stream().limit(3).toList());
        checks.check("walker-caller", () -> Caller.who());
        checks.check(
                "walker-declaring-class",
                () -> StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                        .walk(frames -> frames.findFirst().orElseThrow().getDeclaringClass()));
        checks.check(
                "walker-no-reference",
                () -> StackWalker.getInstance()
                        .walk(frames -> frames.findFirst().orElseThrow().getDeclaringClass()));
        checks.check("thread-trace", () -> {
            StackTraceElement[] trace = Thread.currentThread().getStackTrace();
            return List.of(trace[0].getMethodName(), trace[1].getClassName());
        });
        checks.check("initialised-once", () -> {
            var first = Counting.count();
            return List.of(first, Counting.count(), Counting.INITIALISED.get());
        });
    }

    private static final class Counting {
        static final AtomicInteger INITIALISED = new AtomicInteger();

        static {
            INITIALISED.incrementAndGet();
        }

        static int count() {
            return INITIALISED.get();
        }
    }

    private static List<String> outer() {
        return inner();
    }

    private static List<String> inner() {
        return StackWalker.getInstance()
                .walk(frames -> frames.map(
                                f -> f.getClassName() + "." + f.getMethodName().replaceAll("\\d+", "N"))
                        .toList());
    }

    private static final class Caller {
        static Class<?> who() {
            return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .getCallerClass();
        }
    }
}
