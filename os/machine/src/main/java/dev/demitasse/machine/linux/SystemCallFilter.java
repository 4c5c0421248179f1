package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.word.Pointer;

/**
 * The system calls that are left once the process runs, as a program for Linux's seccomp (Documentation/userspace-api/
 * seccomp_filter.rst): classic BPF over {@code struct seccomp_data}, written while the image is built. Anything else, and
 * an x32 or 32-bit call, kills the process.
 */
final class SystemCallFilter {
    /** Offsets in {@code struct seccomp_data}; of an argument, its lower half. */
    private static final int DATA_NUMBER = 0;

    private static final int DATA_ARCHITECTURE = 4;
    private static final int DATA_ARGUMENTS = 16;

    private static final int AUDIT_ARCH_X86_64 = 0xc000003e;

    /** {@code BPF_LD | BPF_W | BPF_ABS}: loads a word of the data. */
    private static final int LOAD = 0x20;
    /** {@code BPF_JMP | BPF_JEQ | BPF_K}. */
    private static final int JUMP_IF_EQUAL = 0x15;
    /** {@code BPF_JMP | BPF_JSET | BPF_K}: whether a bit is set. */
    private static final int JUMP_IF_SET = 0x45;
    /** {@code BPF_RET | BPF_K}. */
    private static final int RETURN = 0x06;

    static final int ALLOW = 0x7fff0000;
    static final int KILL_PROCESS = 0x80000000;

    /** Calls with any arguments, the most frequent first. */
    private static final int[] PLAIN = {
        Linux.CLOCK_GETTIME,
        Linux.PPOLL,
        Linux.READ,
        Linux.WRITE,
        Linux.GETRANDOM,
        Linux.RT_SIGRETURN,
        Linux.EXIT_GROUP,
    };

    /** Each a {@code struct sock_filter} in a word: code, two jump distances, operand, from the lowest bit up. */
    private static final long[] PROGRAM = program();

    private static final int PR_SET_SECCOMP = 22;
    private static final int SECCOMP_MODE_FILTER = 2;

    private SystemCallFilter() {}

    /** The program. */
    static long[] program() {
        List<Long> program = new ArrayList<>();
        add(program, LOAD, 0, 0, DATA_ARCHITECTURE);
        add(program, JUMP_IF_EQUAL, 1, 0, AUDIT_ARCH_X86_64);
        add(program, RETURN, 0, 0, KILL_PROCESS);
        add(program, LOAD, 0, 0, DATA_NUMBER);
        for (int call : PLAIN) {
            add(program, JUMP_IF_EQUAL, 0, 1, call);
            add(program, RETURN, 0, 0, ALLOW);
        }
        // Memory may change its rights, but never become executable.
        add(program, JUMP_IF_EQUAL, 0, 4, Linux.MPROTECT);
        add(program, LOAD, 0, 0, DATA_ARGUMENTS + 2 * Long.BYTES);
        add(program, JUMP_IF_SET, 0, 1, ProcessMemory.PROT_EXEC);
        add(program, RETURN, 0, 0, KILL_PROCESS);
        add(program, RETURN, 0, 0, ALLOW);
        // It may be taken and given back; no other advice.
        add(program, JUMP_IF_EQUAL, 0, 4, Linux.MADVISE);
        add(program, LOAD, 0, 0, DATA_ARGUMENTS + 2 * Long.BYTES);
        add(program, JUMP_IF_EQUAL, 1, 0, ProcessMemory.MADV_POPULATE_WRITE);
        add(program, JUMP_IF_EQUAL, 0, 1, ProcessMemory.MADV_DONTNEED);
        add(program, RETURN, 0, 0, ALLOW);
        add(program, RETURN, 0, 0, KILL_PROCESS);
        return program.stream().mapToLong(Long::longValue).toArray();
    }

    private static void add(List<Long> program, int code, int ifTrue, int ifFalse, int operand) {
        program.add((long) operand << 32 | (long) ifFalse << 24 | (long) ifTrue << 16 | code);
    }

    /** Puts the filter in force, for good. The process must have {@code no_new_privs}. */
    @Uninterruptible(reason = EARLY)
    static boolean install() {
        Pointer instructions = StackValue.get(64 * Long.BYTES);
        for (int i = 0; i < PROGRAM.length; i++) {
            instructions.writeLong(i * Long.BYTES, PROGRAM[i]);
        }
        // struct sock_fprog
        Pointer program = StackValue.get(2 * Long.BYTES);
        program.writeLong(0, PROGRAM.length);
        program.writeWord(Long.BYTES, instructions);
        return Linux.call(Linux.PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.rawValue(), 0) == 0;
    }
}
