package dev.demitasse.toolchain.builder;

import com.oracle.graal.pointsto.meta.AnalysisMethod;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What budgets can refuse besides classes: calls of the application or its libraries to certain methods. Stateless. */
final class Capabilities {
    /** Calls whose target is a name or an object at run time; those with a constant the analysis has already resolved. */
    private static final Map<String, Set<String>> REFLECTION = Map.of(
            "java.lang.Class", Set.of("forName", "newInstance"),
            "java.lang.reflect.Method", Set.of("invoke"),
            "java.lang.reflect.Constructor", Set.of("newInstance"),
            "java.lang.reflect.Field", Set.of("get", "set"),
            "java.lang.reflect.Proxy", Set.of("newProxyInstance"));

    /** Where all of the JDK's ways to call somebody else meet. */
    private static final Map<String, Set<String>> OUTBOUND = Map.of(
            "sun.nio.ch.Net", Set.of("connect"),
            "sun.nio.ch.DatagramChannelImpl", Set.of("connect", "send"));

    private Capabilities() {}

    /** What a call makes use of, if it is one to tell. */
    static Optional<String> of(AnalysisMethod caller, AnalysisMethod callee) {
        if (has(OUTBOUND, callee)) {
            return Optional.of("outbound-network");
        }
        return has(REFLECTION, callee) && isOfUser(caller) ? Optional.of("reflection") : Optional.empty();
    }

    private static boolean has(Map<String, Set<String>> methods, AnalysisMethod callee) {
        return methods.getOrDefault(callee.getDeclaringClass().toJavaName(true), Set.of())
                .contains(callee.getName());
    }

    private static boolean isOfUser(AnalysisMethod caller) {
        Origin origin = Origin.of(caller);
        return !origin.isModule() && !origin.isLibraryOs() && origin.name().startsWith("file:");
    }
}
