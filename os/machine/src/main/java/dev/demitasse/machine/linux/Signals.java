package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.word.Pointer;

/**
 * Linux's signals, of which a process needs two kinds: those that stand for a trap of the processor run the same code as
 * a trap does in a virtual machine; those that ask for something, to end or to report, are read from a descriptor like any input.
 */
final class Signals {
    private static final CGlobalData<Pointer> HANDLER = CGlobalDataFactory.forSymbol("demi_signal");
    private static final CGlobalData<Pointer> RETURN = CGlobalDataFactory.forSymbol("demi_signal_return");
    private static final CGlobalData<Pointer> STACK = CGlobalDataFactory.forSymbol("demi_signal_stack");

    /** As {@code linux-x86_64.S} has it. */
    private static final int STACK_SIZE = 65536;

    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGILL = 4;
    private static final int SIGBUS = 7;
    private static final int SIGFPE = 8;
    private static final int SIGSEGV = 11;
    private static final int SIGPIPE = 13;
    private static final int SIGTERM = 15;
    private static final int SIGSTOP = 19;

    /** What asks for a report: an image that does not know it, and does not block it, passes it over (signal(7)). */
    private static final int SIGURG = 23;

    private static final long SIG_IGN = 1;

    private static final long SA_SIGINFO = 4;
    private static final long SA_RESTORER = 0x04000000;
    private static final long SA_ONSTACK = 0x08000000;
    private static final long SA_NODEFER = 0x40000000;

    /** Bytes of the kernel's {@code sigset_t}. */
    private static final int SET_SIZE = 8;

    private static final int SIG_BLOCK = 0;
    private static final int SFD_NONBLOCK_CLOEXEC = 0x800 | 0x80000;

    /** {@code struct signalfd_siginfo}. */
    private static final int INFORMATION_SIZE = 128;

    static final int NOTHING = 0;
    static final int STOP = 1;
    static final int REPORT = 2;

    private Signals() {}

    /** Stops the process until somebody, such as a debugger that has attached meanwhile, lets it go on. */
    @Uninterruptible(reason = EARLY)
    static void awaitDebugger() {
        Linux.call(Linux.KILL, Linux.call(Linux.GETPID, 0, 0, 0), SIGSTOP, 0);
    }

    /** Has traps handled on a stack of their own, and a broken pipe be an error of the call that meets it. */
    @Uninterruptible(reason = EARLY)
    static boolean handleTraps() {
        Pointer stack = StackValue.get(3 * Long.BYTES);
        stack.writeWord(0, STACK.get());
        stack.writeLong(Long.BYTES, 0);
        stack.writeLong(2 * Long.BYTES, STACK_SIZE);
        long handler = HANDLER.get().rawValue();
        return Linux.call(Linux.SIGALTSTACK, stack.rawValue(), 0, 0) == 0
                && action(SIGSEGV, handler)
                && action(SIGBUS, handler)
                && action(SIGILL, handler)
                && action(SIGFPE, handler)
                && action(SIGPIPE, SIG_IGN);
    }

    @Uninterruptible(reason = EARLY)
    private static boolean action(int signal, long handler) {
        // struct sigaction as the kernel has it: handler, flags, restorer, mask
        Pointer action = StackValue.get(4 * Long.BYTES);
        action.writeLong(0, handler);
        action.writeLong(Long.BYTES, SA_SIGINFO | SA_RESTORER | SA_ONSTACK | SA_NODEFER);
        action.writeWord(2 * Long.BYTES, RETURN.get());
        action.writeLong(3 * Long.BYTES, 0);
        return Linux.call(Linux.RT_SIGACTION, signal, action.rawValue(), 0, SET_SIZE) == 0;
    }

    /**
     * From now on SIGTERM, SIGINT and SIGURG come through the descriptor answered, and the end of a terminal means nothing.
     * Below zero when Linux refuses.
     */
    @Uninterruptible(reason = EARLY)
    static int openRequests() {
        Pointer set = StackValue.get(SET_SIZE);
        set.writeLong(0, bit(SIGTERM) | bit(SIGINT) | bit(SIGURG) | bit(SIGHUP));
        if (Linux.call(Linux.RT_SIGPROCMASK, SIG_BLOCK, set.rawValue(), 0, SET_SIZE) < 0) {
            return -1;
        }
        set.writeLong(0, bit(SIGTERM) | bit(SIGINT) | bit(SIGURG));
        return (int) Linux.call(Linux.SIGNALFD4, -1, set.rawValue(), SET_SIZE, SFD_NONBLOCK_CLOEXEC);
    }

    /** What has been asked for since the last call, to end before all: {@link #NOTHING}, {@link #STOP} or {@link #REPORT}. */
    @Uninterruptible(reason = EARLY)
    static int takeRequest(int descriptor) {
        Pointer information = Linux.touched(StackValue.get(INFORMATION_SIZE), INFORMATION_SIZE);
        int request = NOTHING;
        while (Linux.read(descriptor, information, INFORMATION_SIZE) > 0) {
            // ssi_signo is the first field.
            boolean report = information.readInt(0) == SIGURG;
            request = report && request != STOP ? REPORT : STOP;
        }
        return request;
    }

    @Uninterruptible(reason = EARLY)
    private static long bit(int signal) {
        return 1L << signal - 1;
    }
}
