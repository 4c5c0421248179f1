package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.function.CEntryPointOptions;
import com.oracle.svm.core.c.function.CEntryPointOptions.NoEpilogue;
import com.oracle.svm.core.c.function.CEntryPointOptions.NoPrologue;
import dev.demitasse.machine.Machine;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.c.function.CEntryPoint;
import org.graalvm.word.Pointer;

/**
 * What the processor cannot go on with by itself. One kind is expected: the first touch of a page of a thread's stack,
 * which then gets its frame. Everything else ends in {@link Panic}.
 */
final class Traps {
    private Traps() {}

    @Uninterruptible(reason = EARLY)
    @CEntryPoint(name = "demi_trap")
    @CEntryPointOptions(prologue = NoPrologue.class, epilogue = NoEpilogue.class)
    private static void trap(Pointer frame) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        if (machine.isMissingPage(frame) && growStack(machine.trapAddress(frame))) {
            return;
        }
        Panic.trap(frame);
    }

    @Uninterruptible(reason = EARLY)
    private static boolean growStack(Pointer address) {
        Task task = Scheduler.current();
        if (task.isNull() || address.belowThan(task.getStackBegin()) || address.aboveOrEqual(task.getStackEnd())) {
            return false;
        }
        return AddressSpace.back(address.and(Word.unsigned(PAGE_SIZE - 1).not()), Word.unsigned(PAGE_SIZE));
    }
}
