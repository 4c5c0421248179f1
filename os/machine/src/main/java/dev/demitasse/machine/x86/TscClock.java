package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.jdk.UninterruptibleUtils;
import dev.demitasse.machine.CommandLine;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;

/**
 * Time from the processor's time stamp counter. Its rate comes from the hypervisor where that says it ({@link KvmClock},
 * or CPUID leaf 0x40000010, as VMware and QEMU have it), from CPUID leaf 0x15, from the local APIC's timer where a known hypervisor
 * runs that at 1 GHz, and from the 8254 timer as a last resort; measured rates are refined while the processor idles.
 */
final class TscClock {
    /** Nanoseconds are {@code ticks * scale >> SCALE_SHIFT}. */
    static final int SCALE_SHIFT = 24;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final int HYPERVISOR_BIT = 31;
    private static final int LEAF_HYPERVISOR = 0x4000_0000;
    private static final int LEAF_FREQUENCIES = 0x4000_0010;
    private static final int LEAF_TSC = 0x15;
    /** "TCGT" and "KVMK", the first letters of the signatures of QEMU's emulation and of KVM. */
    private static final int SIGNATURE_TCG = 0x54474354;

    private static final int SIGNATURE_KVM = 0x4b4d564b;

    /** How long the first measurement takes; refined by later ones, each at least twice as long as the last. */
    private static final int FIRST_MEASUREMENT_NANOS = 200_000;

    private static final long LONGEST_MEASUREMENT_NANOS = 4 * NANOS_PER_SECOND;

    private static final long LONGEST_WAIT_NANOS = 2 * NANOS_PER_SECOND;

    private static final long PIT_HERTZ = 1_193_182;

    private static long baseTicks;
    private static long baseNanos;
    private static long scale;
    private static long epochAtBoot;
    private static long measuredNanos;

    /** Ticks of the local APIC's timer in a millisecond. */
    private static long timerTicksPerMilli;

    private TscClock() {}

    @Uninterruptible(reason = EARLY)
    static void start(CCharPointer commandLine) {
        timerTicksPerMilli = 1_000_000;
        long kilohertz = toldKilohertz();
        boolean kvm = KvmClock.read();
        baseTicks = Cpu.timeStampCounter();
        if (kvm) {
            scale = KvmClock.scale();
            measuredNanos = KvmClock.isStable() ? LONGEST_MEASUREMENT_NANOS : FIRST_MEASUREMENT_NANOS;
        } else if (kilohertz > 0) {
            scale = (1_000_000L << SCALE_SHIFT) / kilohertz;
            measuredNanos = LONGEST_MEASUREMENT_NANOS;
        } else if (knownHypervisor()) {
            measureByTimer();
        } else {
            measureByPit();
        }
        epochAtBoot = (kvm ? KvmClock.epochNanos() : date(commandLine)) - nanoTime();
    }

    /** Nanoseconds since the epoch, from whoever started the machine, or else from its battery-backed clock. */
    @Uninterruptible(reason = EARLY)
    private static long date(CCharPointer commandLine) {
        long told = CommandLine.number(commandLine, CommandLine.CLOCK.get());
        return told > 0 ? told : Rtc.epochSeconds() * NANOS_PER_SECOND;
    }

    @Uninterruptible(reason = EARLY)
    static long nanoTime() {
        return baseNanos + nanos(Cpu.timeStampCounter() - baseTicks);
    }

    @Uninterruptible(reason = EARLY)
    static long epochNanos() {
        return epochAtBoot + nanoTime();
    }

    /** Waits for an interrupt, at the latest until the deadline. */
    @Uninterruptible(reason = EARLY)
    static void idleUntil(long deadline) {
        // Bounded by half the range of a timer that runs at 1 GHz; the kernel waits again when nothing has come.
        long wait = UninterruptibleUtils.Math.min(deadline - nanoTime(), LONGEST_WAIT_NANOS);
        if (wait <= 0) {
            return;
        }
        long ticks = UninterruptibleUtils.Math.min(
                UninterruptibleUtils.Math.max(wait * timerTicksPerMilli / 1_000_000, 1), Integer.MAX_VALUE);
        LocalApic.startTimer((int) ticks);
        long ticksBefore = Cpu.timeStampCounter();
        Cpu.idle();
        if (measuredNanos < LONGEST_MEASUREMENT_NANOS) {
            refine(ticksBefore, ticks);
        }
        LocalApic.startTimer(0);
    }

    /** The idle time as the APIC's timer counted it, if it is longer than what the scale rests on, gives a better one. */
    @Uninterruptible(reason = EARLY)
    private static void refine(long ticksBefore, long timerStart) {
        long left = LocalApic.timer();
        long ticks = Cpu.timeStampCounter();
        long elapsed = (timerStart - left) * 1_000_000 / timerTicksPerMilli;
        if (left == 0 || elapsed < 2 * measuredNanos) {
            return;
        }
        baseNanos += nanos(ticks - baseTicks);
        baseTicks = ticks;
        scale = scaleOf(elapsed, ticks - ticksBefore);
        measuredNanos = elapsed;
    }

    @Uninterruptible(reason = EARLY)
    private static long nanos(long ticks) {
        return ((ticks >>> 32) * scale << 32 - SCALE_SHIFT) + ((ticks & 0xffff_ffffL) * scale >>> SCALE_SHIFT);
    }

    @Uninterruptible(reason = EARLY)
    private static long scaleOf(long nanos, long ticks) {
        // At most LONGEST_MEASUREMENT_NANOS (under 2^32) shifted by 24 fits.
        return (nanos << SCALE_SHIFT) / ticks;
    }

    /** What CPUID says of the counter's rate, in kHz, or 0. */
    @Uninterruptible(reason = EARLY)
    private static long toldKilohertz() {
        Pointer r = StackValue.get(16);
        if (hypervisorSignature(r) != 0) {
            Cpu.cpuid(LEAF_HYPERVISOR, 0, r);
            int last = r.readInt(0);
            if (last >= LEAF_FREQUENCIES && last < LEAF_FREQUENCIES + 0x100) {
                Cpu.cpuid(LEAF_FREQUENCIES, 0, r);
                if (r.readInt(0) > 0) {
                    if (r.readInt(4) > 0) {
                        timerTicksPerMilli = r.readInt(4);
                    }
                    return r.readInt(0);
                }
            }
        }
        Cpu.cpuid(0, 0, r);
        if (r.readInt(0) < LEAF_TSC) {
            return 0;
        }
        Cpu.cpuid(LEAF_TSC, 0, r);
        long denominator = r.readInt(0) & 0xffff_ffffL;
        long numerator = r.readInt(4) & 0xffff_ffffL;
        long crystalHertz = r.readInt(8) & 0xffff_ffffL;
        return denominator == 0 ? 0 : crystalHertz * numerator / denominator / 1000;
    }

    @Uninterruptible(reason = EARLY)
    private static boolean knownHypervisor() {
        int signature = hypervisorSignature(StackValue.get(16));
        return signature == SIGNATURE_TCG || signature == SIGNATURE_KVM;
    }

    /** Whether QEMU emulates the processor. */
    @Uninterruptible(reason = EARLY)
    static boolean isEmulated() {
        return hypervisorSignature(StackValue.get(16)) == SIGNATURE_TCG;
    }

    @Uninterruptible(reason = EARLY)
    private static int hypervisorSignature(Pointer r) {
        Cpu.cpuid(1, 0, r);
        if ((r.readInt(8) >>> HYPERVISOR_BIT) == 0) {
            return 0;
        }
        Cpu.cpuid(LEAF_HYPERVISOR, 0, r);
        return r.readInt(4);
    }

    @Uninterruptible(reason = EARLY)
    private static void measureByTimer() {
        LocalApic.startTimer(-1);
        long ticksBefore = Cpu.timeStampCounter();
        long before = LocalApic.timer() & 0xffff_ffffL;
        long elapsed;
        do {
            elapsed = before - (LocalApic.timer() & 0xffff_ffffL);
        } while (elapsed < FIRST_MEASUREMENT_NANOS);
        scale = scaleOf(elapsed, Cpu.timeStampCounter() - ticksBefore);
        measuredNanos = elapsed;
        LocalApic.startTimer(0);
    }

    /** Counts 10 ms down on the 8254's channel 2, whose output can be read at port 0x61 (Intel 8254 data sheet). */
    @Uninterruptible(reason = EARLY)
    private static void measureByPit() {
        long count = PIT_HERTZ / 100;
        Cpu.out8(0x61, Cpu.in8(0x61) & ~2 | 1);
        Cpu.out8(0x43, 0xb0);
        Cpu.out8(0x42, (int) count & 0xff);
        LocalApic.startTimer(-1);
        Cpu.out8(0x42, (int) count >> 8);
        long ticksBefore = Cpu.timeStampCounter();
        // Without such a timer the bit never changes; a second's worth of port reads is then enough.
        for (int tries = 0; (Cpu.in8(0x61) & 0x20) == 0 && tries < 1_000_000; tries++) {
            // the wait is the measurement
        }
        long ticks = Cpu.timeStampCounter() - ticksBefore;
        timerTicksPerMilli = UninterruptibleUtils.Math.max((0xffff_ffffL - (LocalApic.timer() & 0xffff_ffffL)) / 10, 1);
        scale = scaleOf(NANOS_PER_SECOND / 100, ticks);
        measuredNanos = LONGEST_MEASUREMENT_NANOS;
        LocalApic.startTimer(0);
    }
}
