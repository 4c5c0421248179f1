package dev.demitasse.toolchain.steady;

import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.util.TreeMap;

/**
 * The order in which {@code java.lang.Class} lists methods and constructors in the builder's JVM. {@link SteadyJvm} gives
 * a copy of this class to {@code java.base}: it must therefore be whole in one method and use nothing that asks for
 * methods itself, as lambdas do. Stateless.
 */
final class ReflectedOrder {
    private ReflectedOrder() {}

    /** The same array, sorted by name, parameters and result. */
    static Executable[] sort(Executable[] listed) {
        var sorted = new TreeMap<String, Executable>();
        for (Executable executable : listed) {
            var key = new StringBuilder(executable.getName());
            for (Class<?> parameter : executable.getParameterTypes()) {
                key.append(' ').append(parameter.getName());
            }
            if (executable instanceof Method method) {
                key.append(' ').append(method.getReturnType().getName());
            }
            sorted.put(key.toString(), executable);
        }
        return sorted.size() == listed.length ? sorted.values().toArray(listed) : listed;
    }
}
