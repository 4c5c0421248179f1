package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.UnsignedWord;

/**
 * The processor's interrupt controller and its timer (Intel SDM volume 3, chapter 11), and the I/O APIC that turns
 * interrupt lines into messages to it (82093AA data sheet).
 */
final class LocalApic {
    /** Bit 0 of the pending interrupts is vector 32. */
    static final int FIRST_VECTOR = 32;

    static final long ADDRESS = 0xfee0_0000L;
    static final long IO_ADDRESS = 0xfec0_0000L;

    private static final int ID = 0x20;
    private static final int SPURIOUS = 0xf0;
    private static final int TIMER = 0x320;
    private static final int TIMER_INITIAL = 0x380;
    private static final int TIMER_CURRENT = 0x390;
    private static final int TIMER_DIVIDE = 0x3e0;

    private static final int SOFTWARE_ENABLE = 0x100;
    private static final int DIVIDE_BY_ONE = 0xb;

    /** Masks of the two interrupt controllers of the first PCs (8259A data sheet, OCW1). */
    private static final int OLD_MASK = 0x21;

    private static final int OLD_MASK_SECOND = 0xa1;

    private static final int IO_WINDOW = 0x10;
    private static final int IO_REDIRECTIONS = 0x10;

    private LocalApic() {}

    @Uninterruptible(reason = EARLY)
    static void enable(int timerBit, int spuriousBit) {
        // Firmware leaves the PC's timer on, at vector 8, where the processor has its double fault.
        Cpu.out8(OLD_MASK, 0xff);
        Cpu.out8(OLD_MASK_SECOND, 0xff);
        write(SPURIOUS, SOFTWARE_ENABLE | FIRST_VECTOR + spuriousBit);
        write(TIMER_DIVIDE, DIVIDE_BY_ONE);
        write(TIMER, FIRST_VECTOR + timerBit);
    }

    /** Starts the timer: counts down to zero and interrupts once. */
    @Uninterruptible(reason = EARLY)
    static void startTimer(int ticks) {
        write(TIMER_INITIAL, ticks);
    }

    /** What the timer still has to count. */
    @Uninterruptible(reason = EARLY)
    static int timer() {
        return Cpu.read32(register(TIMER_CURRENT));
    }

    /** This processor's id, for messages that are to reach it. */
    static int id() {
        return Cpu.read32(register(ID)) >>> 24;
    }

    /** Lets an interrupt line show as a pending bit: edge-triggered, active high, to this processor. */
    static void routeLine(int line, int bit) {
        writeIo(IO_REDIRECTIONS + 2 * line + 1, id() << 24);
        writeIo(IO_REDIRECTIONS + 2 * line, FIRST_VECTOR + bit);
    }

    private static void writeIo(int register, int value) {
        Cpu.write32(Word.unsigned(IO_ADDRESS), register);
        Cpu.write32(Word.unsigned(IO_ADDRESS + IO_WINDOW), value);
    }

    @Uninterruptible(reason = EARLY)
    private static void write(int register, int value) {
        Cpu.write32(register(register), value);
    }

    @Uninterruptible(reason = EARLY)
    private static UnsignedWord register(int register) {
        return Word.unsigned(ADDRESS + register);
    }
}
