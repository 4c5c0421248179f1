package dev.demitasse.toolchain.steady;

/**
 * The names of hidden classes in the builder's JVM, as far as they are the same in every run. {@link SteadyJvm} gives a copy
 * of this class to {@code java.base}: it must therefore be whole in one method. Stateless.
 */
final class HiddenName {
    private HiddenName() {}

    /** A name without the address that a hidden class has behind a slash, which no other class's name has. */
    static String stem(String name) {
        int slash = name.indexOf('/');
        return slash < 0 ? name : name.substring(0, slash);
    }
}
