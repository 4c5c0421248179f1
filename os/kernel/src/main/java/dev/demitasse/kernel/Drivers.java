package dev.demitasse.kernel;

import dev.demitasse.machine.Driver;
import java.util.List;
import java.util.ServiceLoader;
import org.graalvm.nativeimage.Platform;
import org.graalvm.nativeimage.Platforms;

/**
 * The drivers compiled into this image: those whose jars were on its class path when it was built.
 *
 * @param drivers in the order they are asked about a device
 */
record Drivers(List<Driver> drivers) {
    @Platforms(Platform.HOSTED_ONLY.class)
    static Drivers onClassPath(ClassLoader loader) {
        return new Drivers(ServiceLoader.load(Driver.class, loader).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }
}
