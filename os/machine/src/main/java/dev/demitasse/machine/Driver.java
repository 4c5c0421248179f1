package dev.demitasse.machine;

import org.jspecify.annotations.Nullable;

/**
 * Turns a found device into something the library OS can use. Implementations are named in {@code META-INF/services}
 * of their jar, are instantiated while the image is built, have a public constructor without arguments, and keep no
 * state: a driver gets into an image by its jar being on the image's class path.
 */
public interface Driver {
    /**
     * Brings the device up if it is one of this driver's, else answers {@code null} without touching it.
     *
     * @return a {@link NetworkDevice}, {@link BlockDevice} or {@link Entropy}
     * @throws DeviceException when it is this driver's device but does not work as it should
     */
    @Nullable Object start(DeviceDescriptor device, DeviceBus bus);

    /** A device that does not keep its side of the contract. */
    final class DeviceException extends RuntimeException {
        private static final long serialVersionUID = 1;

        /** The message names the device and what it did. */
        public DeviceException(String message) {
            super(message);
        }
    }
}
