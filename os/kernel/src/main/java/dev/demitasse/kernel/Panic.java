package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.SubstrateDiagnostics;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import com.oracle.svm.core.heap.RestrictHeapAccess;
import com.oracle.svm.core.log.Log;
import com.oracle.svm.core.stack.StackOverflowCheck;
import com.oracle.svm.core.thread.VMThreads.SafepointBehavior;
import dev.demitasse.machine.Machine;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;

/** The end when something is wrong that nobody can mend: says what, where and with how much memory, and stops. */
final class Panic {
    /** What the host sees; distinct from any status an application is likely to choose. */
    static final int STATUS = 134;

    private static final CGlobalData<CCharPointer> NEW_LINE = CGlobalDataFactory.createCString("\n");

    private static final CGlobalData<CCharPointer> EARLY_TRAP =
            CGlobalDataFactory.createCString("demitasse: panic: trap, instruction, address, stack:");

    private static boolean inProgress;

    private Panic() {}

    /** With a message only, for when there is no Java heap yet. */
    @Uninterruptible(reason = EARLY)
    static void stop(CCharPointer message, int status) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        KernelLibC libC = ImageSingletons.lookup(KernelLibC.class);
        if (message.isNonNull()) {
            machine.consoleWrite(message, libC.strlen(message));
            machine.consoleWrite(NEW_LINE.get(), libC.strlen(NEW_LINE.get()));
        }
        Boot.exit(status == 0 ? STATUS : status);
    }

    /** After SubstrateVM has printed what it knows. */
    static void halt() {
        printMemory(Log.log());
        HostControl.tellLastWords();
        stopNow();
    }

    /** A trap that is nobody's: registers and the Java stack. */
    @Uninterruptible(reason = "Runs on the trap stack, where nothing may be interrupted.", calleeMustBe = false)
    @RestrictHeapAccess(
            access = RestrictHeapAccess.Access.NO_ALLOCATION,
            reason = "Must not allocate in fatal error handling.")
    static void trap(Pointer frame) {
        if (inProgress || !Boot.isJavaRunning()) {
            early(frame);
            Boot.exit(STATUS);
        }
        inProgress = true;
        SafepointBehavior.preventSafepoints();
        StackOverflowCheck.singleton().disableStackOverflowChecksForFatalError();
        describe(frame);
        Boot.exit(STATUS);
    }

    /** What can be said without SubstrateVM: the trap's number, the instruction, the address and the stack pointer. */
    @Uninterruptible(reason = EARLY)
    private static void early(Pointer frame) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        KernelLibC libC = ImageSingletons.lookup(KernelLibC.class);
        machine.consoleWrite(EARLY_TRAP.get(), libC.strlen(EARLY_TRAP.get()));
        writeHex(machine, machine.trapNumber(frame));
        writeHex(machine, machine.trapInstruction(frame).rawValue());
        writeHex(machine, machine.trapAddress(frame).rawValue());
        writeHex(machine, machine.trapStack(frame).rawValue());
        machine.consoleWrite(NEW_LINE.get(), libC.strlen(NEW_LINE.get()));
    }

    @Uninterruptible(reason = EARLY)
    private static void writeHex(Machine machine, long value) {
        CCharPointer digit = StackValue.get(1);
        digit.write((byte) ' ');
        machine.consoleWrite(digit, Word.unsigned(1));
        for (int shift = 60; shift >= 0; shift -= 4) {
            int nibble = (int) (value >>> shift) & 0xf;
            digit.write((byte) (nibble < 10 ? '0' + nibble : 'a' + nibble - 10));
            machine.consoleWrite(digit, Word.unsigned(1));
        }
    }

    private static void describe(Pointer frame) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        Log log = Log.log();
        log.newline().string("demitasse: panic: ");
        machine.describeTrap(frame, log);
        printMemory(log);
        log.string("thread: ");
        Thread thread = Thread.currentThread();
        log.string(thread == null ? "none" : thread.getName()).newline();
        SubstrateDiagnostics.printFatalError(
                log,
                machine.trapStack(frame),
                org.graalvm.word.WordFactory.pointer(
                        machine.trapInstruction(frame).rawValue()));
        log.flush();
        HostControl.tellLastWords();
    }

    private static void printMemory(Log log) {
        Frames frames = Frames.FRAMES;
        log.string("memory: ")
                .signed(frames.all() * Machine.PAGE_SIZE / 1024)
                .string(" KiB beside the image, ")
                .signed(frames.free() * Machine.PAGE_SIZE / 1024)
                .string(" KiB of it free")
                .newline();
    }

    @Uninterruptible(reason = EARLY)
    private static void stopNow() {
        Boot.exit(STATUS);
    }
}
