package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.DeviceBus;
import dev.demitasse.machine.DeviceDescriptor;
import dev.demitasse.machine.DeviceMemory;
import dev.demitasse.machine.Driver;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.Registers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import jdk.graal.compiler.word.Word;
import jdk.internal.access.JavaNioAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.word.UnsignedWord;
import org.jspecify.annotations.Nullable;

/**
 * Brings the machine's devices up with the drivers that are in the image, once, when somebody first asks for one: an
 * image that uses no device starts none.
 */
final class Devices implements DeviceBus {
    private static final JavaNioAccess NIO = SharedSecrets.getJavaNioAccess();

    private final Machine machine = ImageSingletons.lookup(Machine.class);
    private final List<Object> started = new ArrayList<>();

    private Devices() {}

    /** Everything the drivers brought up, in the order it was found. */
    static <T> List<T> ofType(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Object device : Holder.DEVICES.started) {
            if (type.isInstance(device)) {
                found.add(type.cast(device));
            }
        }
        return List.copyOf(found);
    }

    /** Initialised at run time, on first use. */
    private static final class Holder {
        static final Devices DEVICES = new Devices();

        static {
            DEVICES.start();
        }
    }

    private void start() {
        for (DeviceDescriptor descriptor : machine.discover()) {
            for (Driver driver : ImageSingletons.lookup(Drivers.class).drivers()) {
                Object device = start(driver, descriptor);
                if (device != null) {
                    started.add(device);
                    break;
                }
            }
        }
    }

    private @Nullable Object start(Driver driver, DeviceDescriptor descriptor) {
        try {
            return driver.start(descriptor, this);
        } catch (Driver.DeviceException e) {
            System.err.println("demitasse: a device is left out: " + e.getMessage());
            return null;
        }
    }

    @Override
    public Registers memoryRegisters(long address, long size) {
        for (long page = address & -PAGE_SIZE; page < address + size; page += PAGE_SIZE) {
            if (!mapRegisters(Word.unsigned(page))) {
                throw new OutOfMemoryError("no memory for a page table that maps device registers");
            }
        }
        return machine.memoryRegisters(address, size);
    }

    @Uninterruptible(reason = Machine.EARLY)
    private boolean mapRegisters(UnsignedWord page) {
        return machine.mapRegisters(page, Frames.FRAMES);
    }

    @Override
    public Registers portRegisters(int port, int size) {
        return machine.portRegisters(port, size);
    }

    @Override
    public DeviceMemory allocate(int size, int alignment) {
        long address = takeContiguous((size + PAGE_SIZE - 1) / PAGE_SIZE).rawValue();
        if (address == 0) {
            throw new OutOfMemoryError("no " + size + " bytes of contiguous memory for a device");
        }
        Unsafe.getUnsafe().setMemory(address, size, (byte) 0);
        return new DeviceMemory(NIO.newDirectByteBuffer(address, size, null, null), address);
    }

    @Uninterruptible(reason = Machine.EARLY)
    private static UnsignedWord takeContiguous(int frames) {
        return Frames.FRAMES.takeContiguous(frames);
    }

    @Override
    public OptionalLong claimAddressSpace(long size) {
        return machine.claimAddressSpace(size);
    }

    @Override
    public MessageInterrupt messageInterrupt(Runnable handler) {
        int bit = Interrupts.claim(machine.deviceInterrupts());
        Interrupts.handle(bit, handler);
        return machine.messageInterrupt(bit);
    }

    @Override
    public void lineInterrupt(int line, Runnable handler) {
        int bit = Interrupts.claim(machine.deviceInterrupts());
        Interrupts.handle(bit, handler);
        machine.routeLine(line, bit);
    }

    @Override
    public void fence() {
        Unsafe.getUnsafe().fullFence();
    }
}
