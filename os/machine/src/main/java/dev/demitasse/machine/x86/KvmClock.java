package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.word.Pointer;

/**
 * KVM's paravirtual clock (Linux: Documentation/virt/kvm/x86/msr.rst, cpuid.rst; {@code struct pvclock_vcpu_time_info} in
 * arch/x86/include/asm/pvclock-abi.h): KVM writes into the guest's memory how to turn the time stamp counter into
 * nanoseconds, and what date it was when those began. Read once at boot, by one thread; then KVM is told to write no
 * more.
 */
final class KvmClock {
    private static final int SIGNATURE_LEAF = 0x4000_0000;
    private static final int FEATURES_LEAF = 0x4000_0001;

    /** "KVMKVMKVM" in three registers. */
    private static final int SIGNATURE_1 = 0x4b4d564b;

    private static final int SIGNATURE_2 = 0x564b4d56;
    private static final int SIGNATURE_3 = 0x4d;

    /** KVM_FEATURE_CLOCKSOURCE2: the clock is at the registers below. */
    private static final int FEATURE_CLOCK = 1 << 3;

    private static final int WALL_CLOCK_REGISTER = 0x4b56_4d00;
    private static final int SYSTEM_TIME_REGISTER = 0x4b56_4d01;
    private static final int ENABLE = 1;

    /** {@code pvclock_vcpu_time_info}, 32 bytes. */
    private static final int VERSION = 0;

    private static final int COUNTER = 8;
    private static final int SYSTEM_TIME = 16;
    private static final int MULTIPLIER = 24;
    private static final int SHIFT = 28;
    private static final int FLAGS = 29;
    private static final int FLAG_STABLE = 1;

    /** {@code pvclock_wall_clock}, 12 bytes, behind it. */
    private static final int WALL_VERSION = 32;

    private static final int WALL_SECONDS = 36;
    private static final int WALL_NANOS = 40;
    private static final int LENGTH = 48;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static long scale;
    private static long epochNanos;
    private static boolean stable;

    private KvmClock() {}

    /** Reads the clock; false where there is none, or it says nothing of use. */
    @Uninterruptible(reason = EARLY)
    static boolean read() {
        // The boot stack is mapped one to one, so this is a physical address too.
        Pointer info = StackValue.get(LENGTH);
        if (!offered(info)) {
            return false;
        }
        for (int i = 0; i < LENGTH; i += Long.BYTES) {
            info.writeLong(i, 0);
        }
        Cpu.writeMsr(SYSTEM_TIME_REGISTER, info.rawValue() | ENABLE);
        Cpu.writeMsr(WALL_CLOCK_REGISTER, info.rawValue() + WALL_VERSION);
        long counter = Cpu.timeStampCounter();
        // The processor that KVM writes for is this one, so it does not do so between two of our instructions unless
        // it was off the processor: an odd version would be one it has left unfinished for good.
        boolean good = isComplete(info.readInt(VERSION)) && isComplete(info.readInt(WALL_VERSION));
        int multiplier = info.readInt(MULTIPLIER);
        int shift = info.readByte(SHIFT);
        long sinceBoot = nanos(counter - info.readLong(COUNTER), multiplier, shift) + info.readLong(SYSTEM_TIME);
        stable = (info.readByte(FLAGS) & FLAG_STABLE) != 0;
        Cpu.writeMsr(SYSTEM_TIME_REGISTER, 0);
        scale = scale(multiplier, shift);
        epochNanos = (info.readInt(WALL_SECONDS) & 0xffff_ffffL) * NANOS_PER_SECOND
                + (info.readInt(WALL_NANOS) & 0xffff_ffffL)
                + sinceBoot;
        return good && scale > 0;
    }

    /** The counter's rate, as {@link TscClock} wants it: nanoseconds of a tick, times 2 to the {@code SCALE_SHIFT}. */
    @Uninterruptible(reason = EARLY)
    static long scale() {
        return scale;
    }

    /** Nanoseconds since the epoch when the clock was read. */
    @Uninterruptible(reason = EARLY)
    static long epochNanos() {
        return epochNanos;
    }

    /** Whether the counter runs at this rate for ever, and not only until the host changes its mind. */
    @Uninterruptible(reason = EARLY)
    static boolean isStable() {
        return stable;
    }

    @Uninterruptible(reason = EARLY)
    private static boolean offered(Pointer r) {
        Cpu.cpuid(1, 0, r);
        // Without a hypervisor the leaf is one of the processor's, or nobody's.
        if (r.readInt(8) >= 0) {
            return false;
        }
        Cpu.cpuid(SIGNATURE_LEAF, 0, r);
        if (r.readInt(4) != SIGNATURE_1 || r.readInt(8) != SIGNATURE_2 || r.readInt(12) != SIGNATURE_3) {
            return false;
        }
        Cpu.cpuid(FEATURES_LEAF, 0, r);
        return (r.readInt(0) & FEATURE_CLOCK) != 0;
    }

    /** Even when whole, and 0 before the first writing. */
    @Uninterruptible(reason = EARLY)
    static boolean isComplete(int version) {
        return version != 0 && (version & 1) == 0;
    }

    /**
     * {@code ticks * 2^shift * multiplier / 2^32}.
     *
     * @param multiplier unsigned
     * @param shift negative to the right
     */
    @Uninterruptible(reason = EARLY)
    static long nanos(long ticks, int multiplier, int shift) {
        long shifted = shift < 0 ? ticks >>> -shift : ticks << shift;
        long factor = multiplier & 0xffff_ffffL;
        return (shifted >>> 32) * factor + ((shifted & 0xffff_ffffL) * factor >>> 32);
    }

    /** {@code multiplier * 2^shift / 2^32}, times 2 to the {@link TscClock#SCALE_SHIFT}; 0 when out of all reason. */
    @Uninterruptible(reason = EARLY)
    static long scale(int multiplier, int shift) {
        int left = shift + TscClock.SCALE_SHIFT - 32;
        long factor = multiplier & 0xffff_ffffL;
        if (left < -31 || left > 24) {
            return 0;
        }
        return left < 0 ? factor >>> -left : factor << left;
    }
}
