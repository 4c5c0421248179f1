package dev.demitasse.hypervisor;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;

/**
 * Stops a process where it is and lets it go on: SIGSTOP and SIGCONT (signal(7)), for which Java has no call. A process
 * cannot refuse, and its clocks do not stop: neither Linux's nor the ones that QEMU derives from them, so that what goes
 * on sees the right time and no more than late timers. Starting {@code kill(1)} instead would take as long as an instance
 * may take to answer. Stateless.
 */
final class Suspension {
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    // The numbers are Linux's on x86-64 and AArch64, and otherwise those of BSD and macOS.
    private static final int SIGSTOP = LINUX ? 19 : 17;
    private static final int SIGCONT = LINUX ? 18 : 19;

    /** The signal that is none. */
    private static final int NOTHING = 0;

    /** Whether any was stopped by us; Linux may not show it yet. */
    private static volatile boolean used;

    private Suspension() {}

    /** {@code int kill(pid_t, int)} (kill(2)), looked up when it is first needed, which takes a while. */
    private static final class Native {
        @SuppressWarnings("restricted")
        static final MethodHandle KILL = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().find("kill").orElseThrow(),
                        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    }

    /** SIGURG, which programs that do not know it pass over. */
    private static final int SIGURG = 23;

    /** Has a process of an image tell what its network does, on Linux. */
    static void askForReport(long pid) {
        send(pid, SIGURG);
    }

    /** Stops it; nothing happens when it has ended. */
    static void suspend(Instance instance) {
        used = true;
        instance.pid().ifPresent(pid -> send(pid, SIGSTOP));
    }

    /** Lets it go on; nothing happens when it was not stopped, or has ended. */
    static void resume(Instance instance) {
        instance.pid().ifPresent(pid -> send(pid, SIGCONT));
    }

    /** Whether it is stopped; only Linux tells. Who asks may want it to go on soon, and then without delay. */
    static boolean isSuspended(Instance instance) {
        OptionalLong pid = instance.pid();
        if (pid.isEmpty() || !LinuxProcess.isStopped(pid.getAsLong())) {
            return false;
        }
        Thread.ofVirtual().start(() -> send(pid.getAsLong(), NOTHING));
        return true;
    }

    /** Lets one go on that has to hear something. */
    static void wake(Instance instance) {
        if (used || !LINUX || isSuspended(instance)) {
            resume(instance);
        }
    }

    private static void send(long pid, int signal) {
        try {
            // It fails when the process has ended, and then there is nothing to do.
            int unused = (int) Native.KILL.invokeExact((int) pid, signal);
        } catch (Throwable e) {
            throw new IllegalStateException("kill(2) cannot be called", e);
        }
    }
}
