package dev.demitasse.toolchain.steady;

import java.util.TreeMap;
import jdk.vm.ci.meta.ResolvedJavaMethod;

/**
 * The order in which JVMCI lists methods and constructors in the builder's JVM. {@link SteadyJvm} gives a copy of this
 * class to {@code jdk.internal.vm.ci}: it must therefore be whole in one method. Stateless.
 */
final class JvmciOrder {
    private JvmciOrder() {}

    /** The same array, sorted by name and descriptor. */
    static ResolvedJavaMethod[] sort(ResolvedJavaMethod[] listed) {
        var sorted = new TreeMap<String, ResolvedJavaMethod>();
        for (ResolvedJavaMethod method : listed) {
            sorted.put(method.getName() + method.getSignature().toMethodDescriptor(), method);
        }
        return sorted.size() == listed.length ? sorted.values().toArray(listed) : listed;
    }
}
