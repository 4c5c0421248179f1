package dev.demitasse.kernel;

import dev.demitasse.machine.BlockDevice;
import dev.demitasse.machine.Clock;
import dev.demitasse.machine.Console;
import dev.demitasse.machine.Entropy;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.NetworkDevice;
import java.util.List;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;

/** What the kernel offers to the layers above it, in ordinary Java. Thread-safe. */
public final class Kernel {
    private static final Clock CLOCK = new KernelClock();
    private static final Entropy ENTROPY = new KernelEntropy();
    private static final Console CONSOLE = new KernelConsole();

    private Kernel() {}

    /** The machine's clock. */
    public static Clock clock() {
        return CLOCK;
    }

    /** Entropy from the processor and, where there is one, the hypervisor's device. */
    public static Entropy entropy() {
        return ENTROPY;
    }

    /** The text console. */
    public static Console console() {
        return CONSOLE;
    }

    /** What the hypervisor asked for at boot. */
    public static BootOptions options() {
        return Options.OPTIONS;
    }

    /** The network interfaces, brought up by the drivers in the image on first use, in the order they were found. */
    public static List<NetworkDevice> networkDevices() {
        return Devices.ofType(NetworkDevice.class);
    }

    /** The disks, likewise. */
    public static List<BlockDevice> blockDevices() {
        return Devices.ofType(BlockDevice.class);
    }

    /** Tells the host's control channel that something happened, such as {@code listening 8080}. */
    public static void event(String name, String value) {
        HostControl.event(name, value);
    }

    /** Moves the time of day at once by so many nanoseconds. */
    public static void stepTime(long nanos) {
        TimeOfDay.step(nanos);
    }

    /** Moves it by so many nanoseconds, half a millisecond each second, and never back. */
    public static void slewTime(long nanos) {
        TimeOfDay.slew(nanos);
    }

    /** Tells the host's control channel all that there is to say. */
    public static void tell(LastWords words) {
        HostControl.tell(words, new byte[LastWords.LONGEST]);
    }

    /** What a panic tells the host besides its reason; there is one such layer, the network. */
    public static void tellInPanic(LastWords words) {
        HostControl.setLastWords(words);
    }

    /** What is done, in a thread of its own, when the host asks for a report; it ends with the event {@code report end}. */
    public static void onReport(Runnable action) {
        HostControl.setReport(action);
    }

    /** Initialised at run time, on first use. */
    static final class Options {
        static final BootOptions OPTIONS = read();

        private Options() {}

        private static BootOptions read() {
            Machine machine = ImageSingletons.lookup(Machine.class);
            CCharPointer commandLine = machine.commandLine();
            String told = commandLine.isNull() ? "" : CTypeConversion.toJavaString(commandLine);
            return BootOptions.parse(
                    ImageSingletons.lookup(CompiledOptions.class).text() + " " + told + " " + machine.moreOptions());
        }
    }
}
