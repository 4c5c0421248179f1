package dev.demitasse.machine.x86;

import static org.graalvm.nativeimage.c.function.CFunction.Transition.NO_TRANSITION;

import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;

/** The instructions Java has no words for; their code and comments are in {@code x86_64.S}. */
final class Cpu {
    private Cpu() {}

    @CFunction(value = "demi_idle", transition = NO_TRANSITION)
    static native void idle();

    @CFunction(value = "demi_switch", transition = NO_TRANSITION)
    static native void switchStack(PointerBase save, PointerBase other);

    @CFunction(value = "demi_prepare", transition = NO_TRANSITION)
    static native Pointer prepareStack(Pointer top, CFunctionPointer function, WordBase argument);

    @CFunction(value = "demi_in8", transition = NO_TRANSITION)
    static native int in8(int port);

    @CFunction(value = "demi_in16", transition = NO_TRANSITION)
    static native int in16(int port);

    @CFunction(value = "demi_in32", transition = NO_TRANSITION)
    static native int in32(int port);

    @CFunction(value = "demi_out8", transition = NO_TRANSITION)
    static native void out8(int port, int value);

    @CFunction(value = "demi_out16", transition = NO_TRANSITION)
    static native void out16(int port, int value);

    @CFunction(value = "demi_out32", transition = NO_TRANSITION)
    static native void out32(int port, int value);

    @CFunction(value = "demi_read32", transition = NO_TRANSITION)
    static native int read32(UnsignedWord address);

    @CFunction(value = "demi_write32", transition = NO_TRANSITION)
    static native void write32(UnsignedWord address, int value);

    @CFunction(value = "demi_tsc", transition = NO_TRANSITION)
    static native long timeStampCounter();

    @CFunction(value = "demi_cpuid", transition = NO_TRANSITION)
    static native void cpuid(int leaf, int subleaf, PointerBase fourInts);

    @CFunction(value = "demi_read_msr", transition = NO_TRANSITION)
    static native long readMsr(int register);

    @CFunction(value = "demi_write_msr", transition = NO_TRANSITION)
    static native void writeMsr(int register, long value);

    @CFunction(value = "demi_set_page_table", transition = NO_TRANSITION)
    static native void setPageTable(UnsignedWord root);

    @CFunction(value = "demi_invalidate_page", transition = NO_TRANSITION)
    static native void invalidatePage(PointerBase page);

    @CFunction(value = "demi_random", transition = NO_TRANSITION)
    static native int random(PointerBase eightBytes);

    @CFunction(value = "demi_power_off", transition = NO_TRANSITION)
    static native void powerOff(int status);
}
