package dev.demitasse.machine.linux;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Image;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.Machine.FrameSource;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/**
 * The process's memory. Two reservations are made at start and none later: frames, which are used at their own address,
 * and addresses, which are inaccessible until memory is put behind them. Linux finds that memory, page by page when it is
 * first touched; what counts against the limit is kept exactly by the kernel's frames, of which a page in use takes one,
 * and here, a bit a page.
 */
final class ProcessMemory {
    /**
     * Addresses for each byte of memory: a thread's stack takes addresses of 1 MiB and memory of a few pages, and a heap
     * leaves holes.
     */
    private static final int ADDRESSES_PER_BYTE = 256;

    /** {@code <asm-generic/mman-common.h>}. */
    private static final int PROT_NONE = 0;

    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int MAP_PRIVATE = 2;
    private static final int MAP_ANONYMOUS = 0x20;
    private static final int MAP_NORESERVE = 0x4000;

    /** Takes memory away. */
    static final int MADV_DONTNEED = 4;

    /** Puts memory behind addresses now; since Linux 5.14. */
    static final int MADV_POPULATE_WRITE = 23;

    /** The right that {@link SystemCallFilter} lets nothing have. */
    static final int PROT_EXEC = 4;

    private static long framesBegin;
    private static long framesEnd;
    private static long addressesBegin;
    private static long addressesEnd;
    /** A bit for each page of addresses: whether there is memory behind it. */
    private static long backedBits;

    private ProcessMemory() {}

    /**
     * Reserves addresses for {@code memory} bytes, the image among them.
     *
     * @return whether Linux gave them
     */
    @Uninterruptible(reason = EARLY)
    static boolean reserve(long memory) {
        long image = Image.end().subtract(Image.start()).rawValue();
        long frames = memory > image ? (memory - image) & -PAGE_SIZE : PAGE_SIZE;
        long addresses = frames * ADDRESSES_PER_BYTE;
        framesBegin = map(frames, PROT_READ | PROT_WRITE);
        addressesBegin = map(addresses, PROT_NONE);
        backedBits = map((addresses / PAGE_SIZE / Byte.SIZE + PAGE_SIZE - 1) & -PAGE_SIZE, PROT_READ | PROT_WRITE);
        framesEnd = framesBegin + frames;
        addressesEnd = addressesBegin + addresses;
        return framesBegin > 0 && addressesBegin > 0 && backedBits > 0;
    }

    @Uninterruptible(reason = EARLY)
    private static long map(long size, int rights) {
        return Linux.call(Linux.MMAP, 0, size, rights, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }

    @Uninterruptible(reason = EARLY)
    static UnsignedWord framesBegin() {
        return Word.unsigned(framesBegin);
    }

    @Uninterruptible(reason = EARLY)
    static UnsignedWord framesEnd() {
        return Word.unsigned(framesEnd);
    }

    @Uninterruptible(reason = EARLY)
    static UnsignedWord addressesBegin() {
        return Word.unsigned(addressesBegin);
    }

    @Uninterruptible(reason = EARLY)
    static UnsignedWord addressesEnd() {
        return Word.unsigned(addressesEnd);
    }

    /** Linux has loaded the image with its sections' rights; what of the image heap is constant is left to do. */
    @Uninterruptible(reason = EARLY)
    static boolean protectImage() {
        UnsignedWord begin = Image.heapBegin();
        while (begin.belowThan(Image.heapEnd())) {
            int access = Image.access(begin);
            UnsignedWord end = begin.add(PAGE_SIZE);
            while (end.belowThan(Image.heapEnd()) && Image.access(end) == access) {
                end = end.add(PAGE_SIZE);
            }
            if (access == 0 && !protect(begin, end.subtract(begin), PROT_READ)) {
                return false;
            }
            begin = end;
        }
        return true;
    }

    @Uninterruptible(reason = EARLY)
    static boolean back(Pointer begin, UnsignedWord size, FrameSource frames) {
        long count = size.unsignedDivide(PAGE_SIZE).rawValue();
        if (!frames.claim(count)) {
            return false;
        }
        // Linux refuses when the process has too many mappings, or a limit that the operator set.
        if (!protect(begin, size, PROT_READ | PROT_WRITE)) {
            frames.unclaim(count);
            return false;
        }
        // What is asked for is used soon, and a call costs less than a fault for each page. An older Linux refuses, and
        // finds the pages as they are touched.
        Linux.call(Linux.MADVISE, begin.rawValue(), size.rawValue(), MADV_POPULATE_WRITE);
        long page = page(begin);
        for (long i = page; i < page + count; i++) {
            setBacked(i, true);
        }
        return true;
    }

    @Uninterruptible(reason = EARLY)
    static void unback(Pointer begin, UnsignedWord size, FrameSource frames) {
        long backed = 0;
        long page = page(begin);
        for (long i = page; i < page + size.unsignedDivide(PAGE_SIZE).rawValue(); i++) {
            if (isBacked(i)) {
                setBacked(i, false);
                backed++;
            }
        }
        if (backed > 0) {
            Linux.call(Linux.MADVISE, begin.rawValue(), size.rawValue(), MADV_DONTNEED);
            protect(begin, size, PROT_NONE);
            frames.unclaim(backed);
        }
    }

    @Uninterruptible(reason = EARLY)
    private static boolean protect(UnsignedWord begin, UnsignedWord size, int rights) {
        return Linux.call(Linux.MPROTECT, begin.rawValue(), size.rawValue(), rights) == 0;
    }

    @Uninterruptible(reason = EARLY)
    private static long page(Pointer address) {
        return (address.rawValue() - addressesBegin) / Machine.PAGE_SIZE;
    }

    @Uninterruptible(reason = EARLY)
    private static boolean isBacked(long page) {
        return (bits().readByte(Word.unsigned(page / Byte.SIZE)) >> page % Byte.SIZE & 1) != 0;
    }

    @Uninterruptible(reason = EARLY)
    private static void setBacked(long page, boolean backed) {
        UnsignedWord at = Word.unsigned(page / Byte.SIZE);
        int bit = 1 << page % Byte.SIZE;
        int before = bits().readByte(at);
        bits().writeByte(at, (byte) (backed ? before | bit : before & ~bit));
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer bits() {
        return Word.pointer(backedBits);
    }
}
