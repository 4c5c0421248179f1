package dev.demitasse.machine.x86;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Machine;
import dev.demitasse.machine.Machine.FrameSource;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.jspecify.annotations.Nullable;

/**
 * Four-level page tables (Intel SDM volume 3, section 4.5). Tables are reached at their physical address, which is
 * mapped one to one; they are made as needed and kept.
 */
final class PageTables {
    static final long LARGE_PAGE = 1L << 21;

    private static final long PRESENT = 1;
    private static final long WRITABLE = 1 << 1;
    private static final long WRITE_THROUGH = 1 << 3;
    private static final long CACHE_DISABLE = 1 << 4;
    private static final long LARGE = 1 << 7;
    private static final long NO_EXECUTE = 1L << 63;
    private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

    private static final int ROOT_SHIFT = 39;
    private static final int LARGE_SHIFT = 21;
    private static final int SMALL_SHIFT = 12;
    private static final int LEVEL_BITS = 9;

    @SuppressWarnings("NullAway.Init") // a machine word: zero, never null
    private static UnsignedWord root;

    private PageTables() {}

    /** Starts an empty address space; it is not in force before {@link #use}. */
    @Uninterruptible(reason = EARLY)
    static boolean create(FrameSource frames) {
        root = frames.takeFrame();
        return root.notEqual(0);
    }

    /** Puts the tables in force. */
    @Uninterruptible(reason = EARLY)
    static void use() {
        Cpu.setPageTable(root);
    }

    /** Maps a page of 4 KiB; {@code false} when there is no frame for a table. */
    @Uninterruptible(reason = EARLY)
    static boolean map(PointerBase page, UnsignedWord frame, int access, FrameSource frames) {
        Pointer entry = entry(page.rawValue(), SMALL_SHIFT, frames);
        if (entry.isNull()) {
            return false;
        }
        entry.writeLong(0, frame.rawValue() | bits(access));
        return true;
    }

    /** Maps a page of 2 MiB; both addresses are multiples of that. */
    @Uninterruptible(reason = EARLY)
    static boolean mapLarge(UnsignedWord page, UnsignedWord frame, int access, FrameSource frames) {
        Pointer entry = entry(page.rawValue(), LARGE_SHIFT, frames);
        if (entry.isNull()) {
            return false;
        }
        entry.writeLong(0, frame.rawValue() | bits(access) | LARGE);
        return true;
    }

    /** Removes a 4 KiB mapping and answers the frame that was there, or 0. */
    @Uninterruptible(reason = EARLY)
    static UnsignedWord unmap(PointerBase page) {
        Pointer entry = entry(page.rawValue(), SMALL_SHIFT, null);
        if (entry.isNull()) {
            return Word.zero();
        }
        long value = entry.readLong(0);
        if ((value & PRESENT) == 0) {
            return Word.zero();
        }
        entry.writeLong(0, 0);
        Cpu.invalidatePage(page);
        return Word.unsigned(value & ADDRESS);
    }

    @Uninterruptible(reason = EARLY)
    private static long bits(int access) {
        long bits = PRESENT;
        if ((access & Machine.WRITE) != 0) {
            bits |= WRITABLE;
        }
        if ((access & Machine.EXECUTE) == 0) {
            bits |= NO_EXECUTE;
        }
        if ((access & Machine.DEVICE) != 0) {
            bits |= WRITE_THROUGH | CACHE_DISABLE;
        }
        return bits;
    }

    /** The entry for an address at a level; missing tables are made when {@code frames} is given. Null if none. */
    @Uninterruptible(reason = EARLY)
    private static Pointer entry(long address, int level, @Nullable FrameSource frames) {
        Pointer table = (Pointer) root;
        for (int shift = ROOT_SHIFT; shift > level; shift -= LEVEL_BITS) {
            Pointer entry = slot(table, address, shift);
            long value = entry.readLong(0);
            if ((value & PRESENT) == 0) {
                if (frames == null) {
                    return Word.nullPointer();
                }
                UnsignedWord frame = frames.takeFrame();
                if (frame.equal(0)) {
                    return Word.nullPointer();
                }
                value = frame.rawValue() | PRESENT | WRITABLE;
                entry.writeLong(0, value);
            } else if ((value & LARGE) != 0) {
                return Word.nullPointer();
            }
            table = Word.pointer(value & ADDRESS);
        }
        return slot(table, address, level);
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer slot(Pointer table, long address, int shift) {
        return table.add((int) ((address >>> shift) & 0x1ff) * Long.BYTES);
    }
}
