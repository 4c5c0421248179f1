package dev.demitasse.machine;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.log.Log;
import java.util.List;
import java.util.OptionalLong;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;

/**
 * What the kernel asks of the thing it runs on: all of it. A new platform implements this class and nothing else.
 *
 * <p>One instance lives in the image heap, found as an image singleton. Every method may be called before the Java
 * heap exists and while it is being collected, so none may allocate or reach a safepoint; the kernel calls them from
 * one processor at a time, with interrupts off.
 */
public abstract class Machine {
    /** Why code near the machine is uninterruptible. */
    public static final String EARLY = "Runs before the Java heap exists and while it is collected.";

    /** The page may be read and written. */
    public static final int WRITE = 1;
    /** The page may be executed; never together with {@link #WRITE}. */
    public static final int EXECUTE = 2;
    /** The page holds device registers: uncached. */
    public static final int DEVICE = 4;

    /** Bytes of the smallest page. */
    public static final int PAGE_SIZE = 4096;

    /**
     * Brings up clock, interrupts and console.
     *
     * @param bootInformation what the boot loader handed over
     * @return {@code false} when the machine cannot be used; why stands on the console then
     */
    @Uninterruptible(reason = EARLY)
    public abstract boolean start(Pointer bootInformation);

    // --- memory ---

    /** How many separate pieces of ordinary memory there are, once {@link FrameSource} users may be served. */
    @Uninterruptible(reason = EARLY)
    public abstract int memoryRegions();

    /** First usable byte of a piece, page aligned; lies behind the image and whatever else must stay. */
    @Uninterruptible(reason = EARLY)
    public abstract UnsignedWord memoryBegin(int region);

    /** End of a piece, page aligned. */
    @Uninterruptible(reason = EARLY)
    public abstract UnsignedWord memoryEnd(int region);

    /** Bytes of memory the machine has in all, used or not. */
    @Uninterruptible(reason = EARLY)
    public abstract UnsignedWord memorySize();

    /**
     * Replaces the boot loader's address space by our own: the image with its sections' rights, all memory readable
     * and writable at its own address, the null page absent.
     *
     * @return whether there was memory enough for the tables
     */
    @Uninterruptible(reason = EARLY)
    public abstract boolean protectImage(FrameSource frames);

    /** The lowest address that {@link #back} may be asked for, page aligned. */
    @Uninterruptible(reason = EARLY)
    public abstract UnsignedWord addressesBegin();

    /** The end of what {@link #back} may be asked for, page aligned. */
    @Uninterruptible(reason = EARLY)
    public abstract UnsignedWord addressesEnd();

    /**
     * Puts zeroed, writable memory behind every page of a range that has none; whole pages.
     *
     * @return {@code false}, with nothing changed, when there was not enough
     */
    @Uninterruptible(reason = EARLY)
    public abstract boolean back(Pointer begin, UnsignedWord size, FrameSource frames);

    /** Takes the memory behind a range away; pages without any are passed over. */
    @Uninterruptible(reason = EARLY)
    public abstract void unback(Pointer begin, UnsignedWord size, FrameSource frames);

    /** Maps a page of device registers at its own address; {@code false} when no frame was left for a table. */
    @Uninterruptible(reason = EARLY)
    public abstract boolean mapRegisters(UnsignedWord page, FrameSource frames);

    /** Gives physical frames of {@link #PAGE_SIZE} bytes; implemented by the kernel. */
    public interface FrameSource {
        /** A zeroed frame, or 0 when there is none left. */
        @Uninterruptible(reason = Machine.EARLY)
        UnsignedWord takeFrame();

        /** Gives a frame back. */
        @Uninterruptible(reason = Machine.EARLY)
        void giveBack(UnsignedWord frame);

        /**
         * Counts frames as taken, for a platform that finds the memory behind {@link Machine#back} itself.
         *
         * @return {@code false}, with nothing counted, when fewer are left
         */
        @Uninterruptible(reason = Machine.EARLY)
        boolean claim(long count);

        /** Counts claimed frames as free again. */
        @Uninterruptible(reason = Machine.EARLY)
        void unclaim(long count);
    }

    // --- threads ---

    /** Lays out a new stack so that switching to the answer calls {@code function(argument)} on it. */
    @Uninterruptible(reason = EARLY)
    public abstract Pointer prepareStack(Pointer top, CFunctionPointer function, WordBase argument);

    /** Saves this thread's registers on its stack, the stack pointer in {@code save}, and continues the other. */
    @Uninterruptible(reason = EARLY)
    public abstract void switchStack(PointerBase save, PointerBase other);

    // --- time ---

    /** Nanoseconds since boot. */
    @Uninterruptible(reason = EARLY)
    public abstract long nanoTime();

    /** Nanoseconds since the epoch. */
    @Uninterruptible(reason = EARLY)
    public abstract long epochNanos();

    // --- interrupts ---

    /**
     * Interrupts that came since the last call, one bit each; clears them.
     */
    @Uninterruptible(reason = EARLY)
    public abstract long takePendingInterrupts();

    /** Stops the processor until an interrupt comes or the clock reaches {@code deadline}, whichever is first. */
    @Uninterruptible(reason = EARLY)
    public abstract void idleUntil(long deadline);

    /** Whether a trap is a reference to a page that is not there. */
    @Uninterruptible(reason = EARLY)
    public abstract boolean isMissingPage(Pointer trapFrame);

    /** The address whose use caused the trap, where there is one. */
    @Uninterruptible(reason = EARLY)
    public abstract Pointer trapAddress(Pointer trapFrame);

    /** The instruction that trapped. */
    @Uninterruptible(reason = EARLY)
    public abstract Pointer trapInstruction(Pointer trapFrame);

    /** The stack pointer when it trapped. */
    @Uninterruptible(reason = EARLY)
    public abstract Pointer trapStack(Pointer trapFrame);

    /** The number of the trap, as the processor's manual counts. */
    @Uninterruptible(reason = EARLY)
    public abstract int trapNumber(Pointer trapFrame);

    /** Prints the trap's name and the registers. */
    public abstract void describeTrap(Pointer trapFrame, Log log);

    // --- the outside ---

    /** Writes to the text console. */
    @Uninterruptible(reason = EARLY)
    public abstract void consoleWrite(CCharPointer bytes, UnsignedWord length);

    /** The next byte of console input, or -1 if there is none now. */
    @Uninterruptible(reason = EARLY)
    public abstract int consoleRead();

    /** Writes to the host's control channel; nothing happens where there is none. */
    @Uninterruptible(reason = EARLY)
    public abstract void controlWrite(CCharPointer bytes, UnsignedWord length);

    /** The next byte the host has sent on the control channel, or -1 if there is none now. */
    @Uninterruptible(reason = EARLY)
    public abstract int controlRead();

    /** The zero-terminated command line the hypervisor gave, or null. */
    @Uninterruptible(reason = EARLY)
    public abstract CCharPointer commandLine();

    /**
     * What the hypervisor gave besides, in the same form, and not for others on the host to see. It may be long.
     *
     * @throws IllegalStateException when the hypervisor announces something that is not there
     */
    public String moreOptions() {
        return "";
    }

    /**
     * Eight bytes from the processor's generator, or the host's.
     *
     * @return whether it gave any
     */
    @Uninterruptible(reason = EARLY)
    public abstract boolean random(PointerBase eightBytes);

    /** Ends the machine. Does not return. */
    @Uninterruptible(reason = EARLY)
    public abstract void powerOff(int status);

    // --- devices, from ordinary Java once the heap exists ---

    /** The interrupt bit of {@link #takePendingInterrupts} that console input and the host's control channel raise. */
    public abstract int consoleInterrupt();

    /** Lets console input and the host's control channel interrupt. */
    public abstract void listen();

    /** Finds the machine's devices. Called once. */
    public abstract List<DeviceDescriptor> discover();

    /** Registers in memory. */
    public abstract Registers memoryRegisters(long address, long size);

    /** Registers in I/O space. */
    public abstract Registers portRegisters(int port, int size);

    /** See {@link DeviceBus#claimAddressSpace}. */
    public OptionalLong claimAddressSpace(long size) {
        return OptionalLong.empty();
    }

    /** What a device must write so that {@link #takePendingInterrupts} shows the given bit. */
    public abstract DeviceBus.MessageInterrupt messageInterrupt(int bit);

    /** Routes an interrupt line so that {@link #takePendingInterrupts} shows the given bit. */
    public abstract void routeLine(int line, int bit);

    /** How many bits of {@link #takePendingInterrupts} are free for devices, from 0 on. */
    public abstract int deviceInterrupts();
}
