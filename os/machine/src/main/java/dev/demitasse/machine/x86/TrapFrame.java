package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.log.Log;
import org.graalvm.word.Pointer;

/** The registers as {@code trap} in {@code x86_64.S} and {@code demi_signal} in {@code linux-x86_64.S} lay them out. */
public final class TrapFrame {
    private static final String[] REGISTERS = {
        "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "cr2",
        "vector", "error", "rip", "cs", "rflags", "rsp", "ss"
    };

    /** Intel SDM volume 3, table 6-1. */
    private static final String[] TRAPS = {
        "divide error",
        "debug",
        "non-maskable interrupt",
        "breakpoint",
        "overflow",
        "bound range exceeded",
        "invalid opcode",
        "no math coprocessor",
        "double fault",
        "coprocessor segment overrun",
        "invalid task state",
        "segment not present",
        "stack segment fault",
        "general protection",
        "page fault",
        "reserved",
        "floating-point error",
        "alignment check",
        "machine check",
        "SIMD floating-point exception",
        "virtualization exception",
        "control protection exception"
    };

    private static final int CR2 = 15;
    private static final int VECTOR = 16;
    private static final int ERROR = 17;
    private static final int INSTRUCTION = 18;
    private static final int STACK = 21;

    private static final int PAGE_FAULT = 14;
    private static final long PAGE_WAS_PRESENT = 1;
    private static final long WRITE = 2;
    private static final long FETCH = 16;

    private TrapFrame() {}

    /** Whether the trap is a reference to a page that is not there. */
    @Uninterruptible(reason = EARLY)
    public static boolean isMissingPage(Pointer frame) {
        return register(frame, VECTOR) == PAGE_FAULT && (register(frame, ERROR) & PAGE_WAS_PRESENT) == 0;
    }

    /** The address whose use caused a page fault. */
    @Uninterruptible(reason = EARLY)
    public static Pointer address(Pointer frame) {
        return frame.readWord(CR2 * Long.BYTES);
    }

    /** The instruction that trapped. */
    @Uninterruptible(reason = EARLY)
    public static Pointer instruction(Pointer frame) {
        return frame.readWord(INSTRUCTION * Long.BYTES);
    }

    /** The stack pointer when it trapped. */
    @Uninterruptible(reason = EARLY)
    public static Pointer stack(Pointer frame) {
        return frame.readWord(STACK * Long.BYTES);
    }

    /** The trap's number. */
    @Uninterruptible(reason = EARLY)
    public static int number(Pointer frame) {
        return (int) register(frame, VECTOR);
    }

    /** Prints the trap's name and the registers. */
    public static void describe(Pointer frame, Log log) {
        int vector = number(frame);
        log.string(vector < TRAPS.length ? TRAPS[vector] : "unknown trap");
        if (vector == PAGE_FAULT) {
            long error = register(frame, ERROR);
            log.string((error & FETCH) != 0 ? ": executing " : (error & WRITE) != 0 ? ": writing " : ": reading ");
            log.zhex(address(frame));
            log.string((error & PAGE_WAS_PRESENT) != 0 ? ", which is not allowed there" : ", where nothing is mapped");
        }
        log.newline();
        for (int i = 0; i < REGISTERS.length; i++) {
            log.string(REGISTERS[i], 7, Log.LEFT_ALIGN).zhex(register(frame, i));
            if (i % 4 == 3) {
                log.newline();
            } else {
                log.spaces(2);
            }
        }
        log.newline();
    }

    @Uninterruptible(reason = EARLY)
    private static long register(Pointer frame, int index) {
        return frame.readLong(index * Long.BYTES);
    }
}
