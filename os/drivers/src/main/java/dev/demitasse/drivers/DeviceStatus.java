package dev.demitasse.drivers;

import dev.demitasse.machine.Driver.DeviceException;

/** The device status field (2.1) and the steps of bringing a device up (3.1.1), the same for every device type. */
final class DeviceStatus {
    static final int ACKNOWLEDGE = 1;
    static final int DRIVER = 2;
    static final int DRIVER_OK = 4;
    static final int FEATURES_OK = 8;
    static final int NEEDS_RESET = 64;
    static final int FAILED = 128;

    /** VIRTIO_F_EVENT_IDX (6): notifications both ways by index instead of by flag. */
    static final long EVENT_INDEX = 1L << 29;

    /** VIRTIO_F_VERSION_1 (6): the device follows the standard rather than its drafts. */
    static final long VERSION_1 = 1L << 32;

    private static final long RESET_TIMEOUT_NANOS = 1_000_000_000;

    private DeviceStatus() {}

    /**
     * Resets the device and agrees on features: steps 1 to 6. The caller then sets up its queues and calls
     * {@link #complete}.
     *
     * @param wanted features the driver can use, VERSION_1 and EVENT_INDEX aside, which are always asked for
     * @return those of them that the device has
     */
    static long negotiate(VirtioTransport transport, long wanted) {
        return accept(transport, offered(transport), wanted);
    }

    /** Resets the device and asks for its features, steps 1 to 3; {@link #accept} is next. */
    static long offered(VirtioTransport transport) {
        reset(transport);
        // Two writes though one would do for QEMU: Firecracker accepts no step skipped.
        transport.setStatus(ACKNOWLEDGE);
        transport.setStatus(ACKNOWLEDGE | DRIVER);
        long offered = transport.deviceFeatures();
        if ((offered & VERSION_1) == 0) {
            throw new DeviceException(transport.name()
                    + " does not offer VIRTIO_F_VERSION_1: it speaks the legacy interface only; with QEMU, start it with"
                    + " disable-legacy=on,disable-modern=off");
        }
        return offered;
    }

    /** Takes those of the {@link #offered} features that are wanted, as in {@link #negotiate}: steps 4 to 6. */
    static long accept(VirtioTransport transport, long offered, long wanted) {
        long accepted = offered & (wanted | VERSION_1 | EVENT_INDEX);
        transport.setDriverFeatures(accepted);
        transport.setStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK);
        if ((transport.status() & FEATURES_OK) == 0) {
            throw new DeviceException(transport.name() + " refuses the features 0x" + Long.toHexString(accepted)
                    + " out of the 0x" + Long.toHexString(offered) + " it offers");
        }
        return accepted;
    }

    /** Step 8: the device is live. */
    static void complete(VirtioTransport transport) {
        transport.setStatus(ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK);
    }

    /**
     * Gives up on a device that broke the contract: it is told (2.1, FAILED), and the caller throws the answer.
     *
     * @param complaint what the device did, continuing the sentence that its name begins
     */
    static DeviceException fail(VirtioTransport transport, String complaint) {
        giveUp(transport);
        return new DeviceException(transport.name() + " " + complaint);
    }

    /** Tells the device that the driver will have no more to do with it; the other status bits stay (2.1.1). */
    static void giveUp(VirtioTransport transport) {
        transport.setStatus(transport.status() | FAILED);
    }

    private static void reset(VirtioTransport transport) {
        transport.setStatus(0);
        // 2.4.2: the reset is complete when the status reads 0. Virtual devices answer at once.
        if (transport.status() == 0) {
            return;
        }
        long start = System.nanoTime();
        while (transport.status() != 0) {
            if (System.nanoTime() - start > RESET_TIMEOUT_NANOS) {
                throw new DeviceException(transport.name() + " does not finish its reset within a second");
            }
            Thread.onSpinWait();
        }
    }
}
