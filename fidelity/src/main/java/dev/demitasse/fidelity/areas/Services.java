package dev.demitasse.fidelity.areas;

import dev.demitasse.fidelity.Checks;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.MemoryHandler;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/** What a program finds at run time: resources, bundles, services, loggers, properties, the process. */
public final class Services {
    private Services() {}

    /** A service. */
    public interface Greeter {
        /** Greets. */
        String greet();
    }

    /** A provider. */
    public static final class English implements Greeter {
        /** For the loader. */
        public English() {}

        @Override
        public String greet() {
            return "hello";
        }
    }

    /** A provider by a method. */
    public static final class German implements Greeter {
        /** For the loader. */
        public German() {}

        @Override
        public String greet() {
            return "hallo";
        }
    }

    /** Runs them. */
    public static void run(Checks checks) {
        resources(checks);
        loading(checks);
        logging(checks);
        process(checks);
    }

    private static void resources(Checks checks) {
        checks.check("resource", () -> {
            try (InputStream in = Services.class.getResourceAsStream("/dev/demitasse/fidelity/greeting.txt")) {
                return in == null ? "none" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        });
        checks.check(
                "resource-relative", () -> Services.class.getResource("../greeting.txt") == null ? "none" : "there");
        checks.check("resource-missing", () -> "" + Services.class.getResource("/no/such/resource"));
        checks.check("resource-url", () -> {
            URL url = ClassLoader.getSystemResource("dev/demitasse/fidelity/greeting.txt");
            try (InputStream in = url.openStream()) {
                return in.readAllBytes().length;
            }
        });
        checks.check(
                "resources",
                () -> Collections.list(
                                Services.class.getClassLoader().getResources("dev/demitasse/fidelity/greeting.txt"))
                        .size());
        checks.check(
                "bundle",
                () -> ResourceBundle.getBundle("dev.demitasse.fidelity.messages", Locale.ROOT)
                        .getString("greeting"));
        checks.check("bundle-german", () -> {
            ResourceBundle bundle = ResourceBundle.getBundle("dev.demitasse.fidelity.messages", Locale.GERMANY);
            return List.of(
                    bundle.getString("greeting"),
                    bundle.getString("only-root"),
                    bundle.getLocale(),
                    new TreeMap<>(Map.of("keys", bundle.keySet().size())));
        });
        checks.check(
                "bundle-fallback",
                () -> ResourceBundle.getBundle("dev.demitasse.fidelity.messages", Locale.JAPAN)
                        .getString("greeting"));
        checks.check("bundle-missing", () -> ResourceBundle.getBundle("dev.demitasse.fidelity.absent", Locale.ROOT));
        checks.check(
                "bundle-missing-key",
                () -> ResourceBundle.getBundle("dev.demitasse.fidelity.messages", Locale.ROOT)
                        .getString("absent"));
    }

    private static void loading(Checks checks) {
        checks.check("service-loader", () -> {
            var greetings = new ArrayList<String>();
            for (Greeter greeter : ServiceLoader.load(Greeter.class)) {
                greetings.add(greeter.greet());
            }
            return greetings;
        });
        checks.check(
                "service-loader-stream",
                () -> ServiceLoader.load(Greeter.class).stream()
                        .map(p -> p.type().getSimpleName())
                        .sorted()
                        .toList());
        checks.check(
                "service-loader-first",
                () -> ServiceLoader.load(Greeter.class).findFirst().map(Greeter::greet));
        checks.check(
                "service-loader-none",
                () -> ServiceLoader.load(Checks.Value.class).findFirst());
        checks.check(
                "system-class-loader",
                () -> List.of(
                        ClassLoader.getSystemClassLoader() != null,
                        ClassLoader.getPlatformClassLoader() != null,
                        Services.class.getClassLoader().getName() + ""));
    }

    private static final class Recording extends Handler {
        private final List<String> records = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            records.add(record.getLevel() + " " + record.getLoggerName() + " " + record.getMessage() + " "
                    + record.getSourceMethodName().replaceAll("\\d+", "N") + " " + record.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static void logging(Checks checks) {
        checks.check("logger", () -> {
            Logger logger = Logger.getLogger("fidelity.one");
            logger.setUseParentHandlers(false);
            var recording = new Recording();
            logger.addHandler(recording);
            logger.info("information");
            logger.fine("too fine");
            logger.setLevel(Level.FINE);
            logger.fine("fine");
            logger.log(Level.SEVERE, "failed", new IllegalStateException("cause"));
            return recording.records;
        });
        checks.check("logger-inherits", () -> {
            Logger parent = Logger.getLogger("fidelity.two");
            Logger child = Logger.getLogger("fidelity.two.child");
            parent.setLevel(Level.FINEST);
            return List.of(
                    child.isLoggable(Level.FINER),
                    "" + child.getLevel(),
                    child.getParent().getName(),
                    Logger.getLogger("fidelity.two") == parent);
        });
        checks.check("logger-lazy", () -> {
            Logger logger = Logger.getLogger("fidelity.three");
            var asked = new ArrayList<String>();
            logger.finest(() -> {
                asked.add("asked");
                return "x";
            });
            return asked;
        });
        checks.check("logger-filter", () -> {
            Logger logger = Logger.getLogger("fidelity.four");
            logger.setUseParentHandlers(false);
            var recording = new Recording();
            logger.addHandler(recording);
            logger.setFilter(record -> record.getMessage().contains("yes"));
            logger.warning("yes");
            logger.warning("no");
            return recording.records.size();
        });
        checks.check("simple-formatter", () -> {
            var record = new LogRecord(Level.WARNING, "{0} of {1}");
            record.setParameters(new Object[] {1, "two"});
            record.setInstant(java.time.Instant.EPOCH);
            record.setLoggerName("name");
            return new SimpleFormatter().format(record);
        });
        checks.check("stream-handler", () -> {
            var out = new ByteArrayOutputStream();
            var handler = new StreamHandler(out, new Formatter() {
                @Override
                public String format(LogRecord record) {
                    return "<" + formatMessage(record) + ">";
                }
            });
            handler.publish(new LogRecord(Level.INFO, "a"));
            handler.publish(new LogRecord(Level.FINE, "b"));
            handler.flush();
            return out.toString(StandardCharsets.UTF_8);
        });
        checks.check("memory-handler", () -> {
            var recording = new Recording();
            var memory = new MemoryHandler(recording, 2, Level.SEVERE);
            for (String text : List.of("a", "b", "c")) {
                var record = new LogRecord(Level.INFO, text);
                record.setSourceMethodName("m");
                memory.publish(record);
            }
            memory.push();
            return recording.records.size();
        });
        checks.check(
                "level-parse",
                () -> List.of(Level.parse("INFO"), Level.parse("850").intValue(), Level.CONFIG.getLocalizedName()));
        checks.check("level-wrong", () -> Level.parse("LOUD"));
        checks.check(
                "console-handler",
                () -> new ConsoleHandler().getLevel() + " "
                        + new ConsoleHandler().getFormatter().getClass().getSimpleName());
        checks.check("root-logger", () -> {
            Logger root = LogManager.getLogManager().getLogger("");
            return List.of(
                    root.getLevel(),
                    root.getHandlers().length,
                    root.getHandlers()[0].getClass().getSimpleName());
        });
        checks.check("system-logger", () -> {
            System.Logger logger = System.getLogger("fidelity.system");
            Logger backing = Logger.getLogger("fidelity.system");
            backing.setUseParentHandlers(false);
            var recording = new Recording();
            backing.addHandler(recording);
            logger.log(System.Logger.Level.WARNING, "a {0} message", "formatted");
            logger.log(System.Logger.Level.TRACE, "unseen");
            return List.of(
                    logger.getName(),
                    logger.isLoggable(System.Logger.Level.INFO),
                    recording.records.stream().map(r -> r.split(" ")[0]).toList());
        });
    }

    private static void process(Checks checks) {
        for (String name : List.of(
                "java.version",
                "java.specification.version",
                "java.vm.specification.version",
                "os.name",
                "file.separator",
                "path.separator",
                "line.separator",
                "file.encoding",
                "native.encoding",
                "java.io.tmpdir",
                "java.class.version",
                "user.language",
                "sun.arch.data.model",
                "os.arch")) {
            checks.check("property-" + name.replace('.', '-'), () -> System.getProperty(name));
        }
        checks.check("property-set", () -> {
            System.setProperty("fidelity.property", "set");
            return List.of(
                    System.getProperty("fidelity.property"),
                    "" + System.clearProperty("fidelity.property"),
                    "" + System.getProperty("fidelity.property"),
                    Integer.getInteger("no.such", 5),
                    Boolean.getBoolean("no.such"));
        });
        checks.check("environment", () -> List.of("" + System.getenv("NO_SUCH_VARIABLE"), System.getenv() != null));
        checks.check("environment-immutable", () -> System.getenv().put("a", "b"));
        checks.check("runtime", () -> {
            Runtime runtime = Runtime.getRuntime();
            return List.of(
                    runtime.availableProcessors(),
                    runtime.maxMemory() > 100_000_000,
                    runtime.totalMemory() <= runtime.maxMemory(),
                    runtime.freeMemory() > 0,
                    Runtime.version().feature());
        });
        checks.check("memory-is-freed", () -> {
            for (int i = 0; i < 200; i++) {
                byte[] garbage = new byte[8 << 20];
                garbage[i] = 1;
            }
            System.gc();
            return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory() < 200_000_000;
        });
        checks.check("process-handle", () -> {
            ProcessHandle self = ProcessHandle.current();
            return List.of(
                    self.pid() > 0,
                    self.isAlive(),
                    self.equals(ProcessHandle.of(self.pid()).orElseThrow()),
                    self.children().count(),
                    self.supportsNormalTermination());
        });
        checks.check("process-handle-missing", () -> ProcessHandle.of(Long.MAX_VALUE));
        checks.check("process-handle-destroy", () -> ProcessHandle.current().destroy());
        checks.check(
                "identity-hash",
                () -> System.identityHashCode(null) + " "
                        + (System.identityHashCode(checks) == System.identityHashCode(checks)));
        checks.check("cleaner", () -> {
            var cleaned = new java.util.concurrent.CountDownLatch(1);
            java.lang.ref.Cleaner.create().register(new Object(), cleaned::countDown);
            for (int i = 0; i < 100 && cleaned.getCount() > 0; i++) {
                System.gc();
                Thread.sleep(10);
            }
            return cleaned.getCount();
        });
        checks.check("references", () -> {
            var queue = new java.lang.ref.ReferenceQueue<Object>();
            var weak = new java.lang.ref.WeakReference<>(new Object(), queue);
            var soft = new java.lang.ref.SoftReference<>(new Object());
            for (int i = 0; i < 100 && weak.get() != null; i++) {
                System.gc();
                Thread.sleep(10);
            }
            return List.of(weak.get() == null, queue.remove(5000) == weak, soft.get() != null);
        });
        checks.check("shutdown-hook", () -> {
            Thread hook = new Thread(() -> {});
            Runtime.getRuntime().addShutdownHook(hook);
            return List.of(
                    Runtime.getRuntime().removeShutdownHook(hook),
                    Runtime.getRuntime().removeShutdownHook(hook));
        });
        checks.check("native-library", () -> {
            java.lang.reflect.Method load = System.class.getMethod("loadLibrary", String.class);
            try {
                return load.invoke(null, "no-such-library");
            } catch (java.lang.reflect.InvocationTargetException e) {
                return e.getCause().getClass();
            }
        });
        checks.check("start-process", () -> {
            java.lang.reflect.Method start = ProcessBuilder.class.getMethod("start");
            try {
                return ((Process) start.invoke(new ProcessBuilder("true"))).waitFor();
            } catch (java.lang.reflect.InvocationTargetException e) {
                return e.getCause();
            }
        });
        checks.check("system-out", () -> {
            var out = new ByteArrayOutputStream();
            var before = System.out;
            System.setOut(new java.io.PrintStream(out, true, StandardCharsets.UTF_8));
            try {
                System.out.printf("%s%n", "captured \u00e9");
            } finally {
                System.setOut(before);
            }
            return out.toByteArray();
        });
        checks.check("console", () -> "" + System.console());
    }
}
