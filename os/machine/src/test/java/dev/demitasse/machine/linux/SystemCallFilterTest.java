package dev.demitasse.machine.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs the filter's program on an interpreter of the few instructions it uses (Linux {@code net/core/filter.c}). */
class SystemCallFilterTest {
    private static final int X86_64 = 0xc000003e;
    private static final int I386 = 0x40000003;
    private static final int X32_BIT = 0x40000000;

    /** The highest number in Linux's table now, with room for those to come. */
    private static final int NUMBERS = 1024;

    private static final int PROT_READ_WRITE = 3;
    private static final int PROT_READ_EXECUTE = 5;
    private static final int MADV_DONTNEED = 4;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int MADV_REMOVE = 9;

    @Test
    void nine_system_calls_are_left() {
        List<Integer> left = IntStream.range(0, NUMBERS)
                .filter(number -> allowed(X86_64, number, number == Linux.MADVISE ? MADV_DONTNEED : 0))
                .boxed()
                .toList();
        assertThat(left)
                .containsExactly(
                        Linux.READ,
                        Linux.WRITE,
                        Linux.MPROTECT,
                        Linux.RT_SIGRETURN,
                        Linux.MADVISE,
                        Linux.CLOCK_GETTIME,
                        Linux.EXIT_GROUP,
                        Linux.PPOLL,
                        Linux.GETRANDOM);
    }

    @Test
    void memory_never_becomes_executable() {
        assertThat(allowed(X86_64, Linux.MPROTECT, PROT_READ_WRITE)).isTrue();
        assertThat(allowed(X86_64, Linux.MPROTECT, PROT_READ_EXECUTE)).isFalse();
        assertThat(allowed(X86_64, Linux.MPROTECT, -1)).isFalse();
    }

    @Test
    void the_only_advice_about_memory_is_to_find_it_and_to_take_it_back() {
        assertThat(allowed(X86_64, Linux.MADVISE, MADV_DONTNEED)).isTrue();
        assertThat(allowed(X86_64, Linux.MADVISE, MADV_POPULATE_WRITE)).isTrue();
        assertThat(allowed(X86_64, Linux.MADVISE, MADV_REMOVE)).isFalse();
    }

    @Test
    void neither_32_bit_calls_nor_those_of_x32_pass() {
        for (int number = 0; number < NUMBERS; number++) {
            assertThat(allowed(I386, number, 0)).isFalse();
            assertThat(allowed(X86_64, number | X32_BIT, 0)).isFalse();
        }
    }

    private static boolean allowed(int architecture, int number, int thirdArgument) {
        // struct seccomp_data
        ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0, number).putInt(4, architecture).putLong(16 + 2 * Long.BYTES, thirdArgument);
        int action = run(SystemCallFilter.program(), data);
        assertThat(action).isIn(SystemCallFilter.ALLOW, SystemCallFilter.KILL_PROCESS);
        return action == SystemCallFilter.ALLOW;
    }

    private static int run(long[] program, ByteBuffer data) {
        int accumulator = 0;
        int at = 0;
        while (true) {
            long instruction = program[at++];
            int operand = (int) (instruction >>> 32);
            int ifTrue = (int) (instruction >>> 16) & 0xff;
            int ifFalse = (int) (instruction >>> 24) & 0xff;
            switch ((int) instruction & 0xffff) {
                case 0x20 -> accumulator = data.getInt(operand);
                case 0x15 -> at += accumulator == operand ? ifTrue : ifFalse;
                case 0x45 -> at += (accumulator & operand) != 0 ? ifTrue : ifFalse;
                case 0x06 -> {
                    return operand;
                }
                default -> throw new AssertionError("instruction 0x" + Long.toHexString(instruction));
            }
        }
    }
}
