package dev.demitasse.jdk.substitute;

import java.util.function.BooleanSupplier;

/** Whether the builder's JDK has the module {@code jdk.net}; it is optional. */
final class ExtendedSocketOptionsPresent implements BooleanSupplier {
    @Override
    public boolean getAsBoolean() {
        return ModuleLayer.boot().findModule("jdk.net").isPresent();
    }
}
