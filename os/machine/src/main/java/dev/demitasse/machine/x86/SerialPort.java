package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.UnsignedWord;

/**
 * A 16550 serial port (National Semiconductor PC16550D data sheet); QEMU: {@code -serial}, {@code -device isa-serial}.
 */
final class SerialPort {
    static final int COM1 = 0x3f8;
    static final int COM1_LINE = 4;
    static final int COM2 = 0x2f8;
    static final int COM2_LINE = 3;

    private static final int INTERRUPT_ENABLE = 1;
    private static final int FIFO_CONTROL = 2;
    private static final int LINE_CONTROL = 3;
    private static final int MODEM_CONTROL = 4;
    private static final int LINE_STATUS = 5;
    private static final int SCRATCH = 7;

    private static final int RECEIVED_DATA_AVAILABLE = 1;
    private static final int FIFO_ENABLE_AND_CLEAR = 7;
    private static final int EIGHT_BITS = 3;
    private static final int DTR_RTS_OUT2 = 0xb;
    private static final int DATA_READY = 1;
    private static final int TRANSMITTER_EMPTY = 0x20;
    private static final int FIFO_SIZE = 16;

    private SerialPort() {}

    /** Whether there is a port at this address: its scratch register keeps what is written. */
    @Uninterruptible(reason = EARLY)
    static boolean present(int port) {
        Cpu.out8(port + SCRATCH, 0x5a);
        return Cpu.in8(port + SCRATCH) == 0x5a;
    }

    /** Eight bits, FIFOs on, an interrupt for what is received. */
    @Uninterruptible(reason = EARLY)
    static void enable(int port) {
        Cpu.out8(port + LINE_CONTROL, EIGHT_BITS);
        Cpu.out8(port + FIFO_CONTROL, FIFO_ENABLE_AND_CLEAR);
        Cpu.out8(port + MODEM_CONTROL, DTR_RTS_OUT2);
        Cpu.out8(port + INTERRUPT_ENABLE, RECEIVED_DATA_AVAILABLE);
    }

    @Uninterruptible(reason = EARLY)
    static void write(int port, CCharPointer bytes, UnsignedWord length) {
        int room = 0;
        for (int i = 0; length.aboveThan(i); i++) {
            if (room == 0) {
                while ((Cpu.in8(port + LINE_STATUS) & TRANSMITTER_EMPTY) == 0) {
                    // the only wait in the port: the device drains sixteen bytes at its own pace
                }
                room = FIFO_SIZE;
            }
            Cpu.out8(port, bytes.read(i));
            room--;
        }
    }

    /** The next byte received, or -1. */
    @Uninterruptible(reason = EARLY)
    static int read(int port) {
        return (Cpu.in8(port + LINE_STATUS) & DATA_READY) != 0 ? Cpu.in8(port) : -1;
    }
}
