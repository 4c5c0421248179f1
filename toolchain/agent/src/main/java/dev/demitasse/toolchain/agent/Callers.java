package dev.demitasse.toolchain.agent;

import java.lang.StackWalker.StackFrame;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Who wants what is told: only what the application and its libraries do counts, for what the JDK reaches for its own
 * ends, SubstrateVM knows. No lambdas, as in {@link Recorder}. Immutable.
 */
final class Callers implements Function<Stream<StackFrame>, Boolean> {
    private static final StackWalker STACK = StackWalker.getInstance(
            Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE, StackWalker.Option.SHOW_HIDDEN_FRAMES));

    /** The modules that count as the JDK's own ends; what others of it do, such as java.beans, an application wants. */
    private static final Set<String> OWN = Set.of("java.base", "java.logging", "java.management", "java.xml");

    /** Those that stand between a call and who wants it. */
    private static final Set<String> BETWEEN = Set.of(
            Recorder.class.getName(),
            Callers.class.getName(),
            "java.lang.Class",
            "java.lang.ClassLoader",
            "java.lang.invoke.MethodHandles$Lookup",
            "java.util.ResourceBundle");

    private static final Callers INSTANCE = new Callers();

    private Callers() {}

    /** Whether the first caller that is not in between is the application's, or a library's. */
    static boolean isApplication() {
        return STACK.walk(INSTANCE);
    }

    @Override
    public Boolean apply(Stream<StackFrame> frames) {
        Iterator<StackFrame> each = frames.iterator();
        while (each.hasNext()) {
            Class<?> caller = each.next().getDeclaringClass();
            if (!isBetween(caller.getName())) {
                String module = caller.getModule().getName();
                return module == null || !(module.startsWith("jdk.") || OWN.contains(module));
            }
        }
        return false;
    }

    private static boolean isBetween(String name) {
        return BETWEEN.contains(name)
                || name.startsWith("java.lang.reflect.")
                || name.startsWith("java.lang.invoke.LambdaForm")
                || name.startsWith("java.lang.invoke.DirectMethodHandle")
                || name.startsWith("java.lang.invoke.Invokers")
                || name.startsWith("jdk.internal.reflect.");
    }
}
