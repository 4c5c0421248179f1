package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.CGlobalData;
import com.oracle.svm.core.c.CGlobalDataFactory;
import com.oracle.svm.core.c.function.CEntryPointOptions;
import com.oracle.svm.core.c.function.CEntryPointOptions.NoEpilogue;
import com.oracle.svm.core.c.function.CEntryPointOptions.NoPrologue;
import com.oracle.svm.core.graal.snippets.CEntryPointSnippets;
import dev.demitasse.machine.Machine;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.nativeimage.c.function.CEntryPoint;
import org.graalvm.nativeimage.c.function.CEntryPointLiteral;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunction.Transition;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CCharPointerPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.WordBase;
import org.graalvm.word.WordFactory;

/**
 * From the machine code's entry to Java's {@code main}, and from its end to the machine's: memory, the first thread,
 * SubstrateVM's start, and the exit status to the host.
 */
final class Boot {
    private static final CGlobalData<Pointer> HEAP_BASE = CGlobalDataFactory.forSymbol("demi_heap_base");

    private static final CGlobalData<CCharPointer> TOO_LITTLE_MEMORY =
            CGlobalDataFactory.createCString("demitasse: too little memory: this image needs at least ");
    private static final CGlobalData<CCharPointer> MEBIBYTES =
            CGlobalDataFactory.createCString("M (demi run -m, or QEMU's -m)\n");

    private static final CGlobalData<CCharPointer> EXIT_EVENT = CGlobalDataFactory.createCString("demi exit ");
    private static final CGlobalData<CCharPointer> BOOT_EVENT = CGlobalDataFactory.createCString("demi boot\n");

    private static final CGlobalData<CCharPointer> PROGRAM = CGlobalDataFactory.createCString("demitasse");

    private static final CEntryPointLiteral<CFunctionPointer> MAIN =
            CEntryPointLiteral.create(Boot.class, "main", PointerBase.class);

    /** The main thread's stack; only what it touches takes memory. */
    private static final int MAIN_STACK = 8 << 20;

    /** The smallest heap that SubstrateVM's policy makes of 128 KiB chunks is 4 MiB; the rest is for stacks and tables. */
    private static final long LEAST_MEMORY = 6 << 20;

    private static final int MAX_DIGITS = 12;

    private static boolean javaRunning;

    private Boot() {}

    /** Called by the machine code on its small boot stack, with the first GiB mapped; does not return. */
    @Uninterruptible(reason = EARLY)
    @CEntryPoint(name = "demi_boot")
    @CEntryPointOptions(prologue = NoPrologue.class, epilogue = NoEpilogue.class)
    private static void boot(Pointer bootInformation) {
        Pointer base = KernelImageHeap.base();
        HEAP_BASE.get().writeWord(0, base);
        CEntryPointSnippets.earlyInitHeapBase(base);
        start(bootInformation);
    }

    @Uninterruptible(reason = EARLY)
    private static void start(Pointer bootInformation) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        if (!machine.start(bootInformation)) {
            Panic.stop(WordFactory.nullPointer(), Panic.STATUS);
        }
        machine.controlWrite(
                BOOT_EVENT.get(), ImageSingletons.lookup(KernelLibC.class).strlen(BOOT_EVENT.get()));
        Frames.FRAMES.start();
        requireMemory(machine);
        if (!machine.protectImage(Frames.FRAMES)
                || !AddressSpace.start()
                || Tasks.start(MAIN.getFunctionPointer(), WordFactory.nullPointer(), Word.unsigned(MAIN_STACK))
                        .isNull()) {
            tooLittleMemory(machine);
        }
        Scheduler.run();
    }

    @Uninterruptible(reason = EARLY)
    private static void requireMemory(Machine machine) {
        if (Frames.FRAMES.free() * Machine.PAGE_SIZE < LEAST_MEMORY) {
            tooLittleMemory(machine);
        }
    }

    /** Says what would be enough: what the image and the firmware take of the memory there is, and the least beside. */
    @Uninterruptible(reason = EARLY)
    private static void tooLittleMemory(Machine machine) {
        long taken = machine.memorySize().rawValue() - Frames.FRAMES.all() * Machine.PAGE_SIZE;
        int needed = (int) ((taken + LEAST_MEMORY + (1 << 20) - 1) >> 20);
        print(machine, TOO_LITTLE_MEMORY.get());
        CCharPointer digits = StackValue.get(MAX_DIGITS);
        machine.consoleWrite(digits, Word.unsigned(decimal(needed, digits)));
        print(machine, MEBIBYTES.get());
        exit(Panic.STATUS);
    }

    @Uninterruptible(reason = EARLY)
    private static void print(Machine machine, CCharPointer text) {
        machine.consoleWrite(text, ImageSingletons.lookup(KernelLibC.class).strlen(text));
    }

    /** The main thread's first function. */
    @Uninterruptible(reason = EARLY)
    @CEntryPoint(include = CEntryPoint.NotIncludedAutomatically.class, publishAs = CEntryPoint.Publish.NotPublished)
    @CEntryPointOptions(prologue = NoPrologue.class, epilogue = NoEpilogue.class)
    private static WordBase main(PointerBase unused) {
        // Arguments come with the boot options; SubstrateVM expects at least the program's name.
        CCharPointerPointer name = StackValue.get(CCharPointerPointer.class);
        name.write(PROGRAM.get());
        exit(javaMain(1, name));
        return WordFactory.zero();
    }

    /** SubstrateVM's C entry, reached through the machine code: it sets up a Java thread and runs the application. */
    @CFunction(value = "demi_main", transition = Transition.NO_TRANSITION)
    private static native int javaMain(int count, CCharPointerPointer arguments);

    /** SubstrateVM has come up: from now on a trap can print a Java stack. */
    static void javaIsRunning() {
        javaRunning = true;
    }

    @Uninterruptible(reason = EARLY)
    static boolean isJavaRunning() {
        return javaRunning;
    }

    /** Tells the host the status and ends the machine. */
    @Uninterruptible(reason = EARLY)
    static void exit(int status) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        machine.controlWrite(
                EXIT_EVENT.get(), ImageSingletons.lookup(KernelLibC.class).strlen(EXIT_EVENT.get()));
        CCharPointer digits = StackValue.get(MAX_DIGITS);
        int count = decimal(status & 0xff, digits);
        digits.write(count, (byte) '\n');
        machine.controlWrite(digits, Word.unsigned(count + 1));
        machine.powerOff(status & 0xff);
    }

    /** Writes a number that is not negative in decimal; answers how many digits that took. */
    @Uninterruptible(reason = EARLY)
    private static int decimal(int value, CCharPointer digits) {
        int count = 1;
        for (int rest = value; rest >= 10; rest /= 10) {
            count++;
        }
        int rest = value;
        for (int i = count - 1; i >= 0; i--) {
            digits.write(i, (byte) ('0' + rest % 10));
            rest /= 10;
        }
        return count;
    }

    @Uninterruptible(reason = EARLY)
    @CEntryPoint(name = "demi_thread_exit")
    @CEntryPointOptions(prologue = NoPrologue.class, epilogue = NoEpilogue.class)
    private static void threadExit(PointerBase result) {
        Tasks.exit(result);
    }
}
