package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;
import static org.graalvm.nativeimage.c.function.CFunction.Transition.NO_TRANSITION;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.WordBase;

/**
 * Linux's system calls on x86-64 (arch/x86/entry/syscalls/syscall_64.tbl) and the instructions Java has no words for;
 * their code and comments are in {@code linux-x86_64.S} and {@code common-x86_64.S}. What a call answers below zero is
 * an error number.
 */
final class Linux {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int MMAP = 9;
    static final int MPROTECT = 10;
    static final int RT_SIGACTION = 13;
    static final int RT_SIGPROCMASK = 14;
    static final int RT_SIGRETURN = 15;
    static final int IOCTL = 16;
    static final int MADVISE = 28;
    static final int GETPID = 39;
    static final int SOCKET = 41;
    static final int CONNECT = 42;
    static final int KILL = 62;
    static final int CAPSET = 126;
    static final int SIGALTSTACK = 131;
    static final int PRCTL = 157;
    static final int CLOCK_GETTIME = 228;
    static final int EXIT_GROUP = 231;
    static final int OPENAT = 257;
    static final int PPOLL = 271;
    static final int SIGNALFD4 = 289;
    static final int GETRANDOM = 318;
    static final int CLOSE_RANGE = 436;

    private Linux() {}

    @CFunction(value = "demi_system_call", transition = NO_TRANSITION)
    private static native long systemCall(long number, long a, long b, long c, long d, long e, long f);

    @CFunction(value = "demi_switch", transition = NO_TRANSITION)
    static native void switchStack(PointerBase save, PointerBase other);

    @CFunction(value = "demi_prepare", transition = NO_TRANSITION)
    static native Pointer prepareStack(Pointer top, CFunctionPointer function, WordBase argument);

    @CFunction(value = "demi_tsc", transition = NO_TRANSITION)
    static native long timeStampCounter();

    @Uninterruptible(reason = EARLY)
    static long call(int number, long a, long b, long c, long d, long e, long f) {
        return systemCall(number, a, b, c, d, e, f);
    }

    @Uninterruptible(reason = EARLY)
    static long call(int number, long a, long b, long c, long d) {
        return systemCall(number, a, b, c, d, 0, 0);
    }

    @Uninterruptible(reason = EARLY)
    static long call(int number, long a, long b, long c) {
        return systemCall(number, a, b, c, 0, 0, 0);
    }

    /**
     * The same bytes, at most a page, after a write to both ends of them. A page of a thread's stack gets its memory when
     * it is first touched; by us, that is: where Linux finds none on our behalf, the call fails.
     */
    @Uninterruptible(reason = EARLY)
    static Pointer touched(Pointer bytes, int length) {
        bytes.writeByte(0, (byte) 0);
        bytes.writeByte(length - 1, (byte) 0);
        return bytes;
    }

    @Uninterruptible(reason = EARLY)
    static long read(int descriptor, PointerBase bytes, long length) {
        return call(READ, descriptor, bytes.rawValue(), length);
    }

    @Uninterruptible(reason = EARLY)
    static long write(int descriptor, PointerBase bytes, long length) {
        return call(WRITE, descriptor, bytes.rawValue(), length);
    }
}
