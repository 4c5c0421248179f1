package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.UnmanagedMemoryUtil;
import com.oracle.svm.core.thread.VMOperation;
import com.oracle.svm.core.util.UnsignedUtils;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/**
 * Memory outside the Java heap: SubstrateVM's own structures and direct buffers. Small blocks come in sizes of powers
 * of two, cut from single frames; large ones are ranges of the address space, in whole pages. Each block has its size in
 * the 16 bytes before it. Large ones are not cut from what is kept for the Java heap, but for the collector's own.
 *
 * <p>Guarded by the kernel lock.
 */
final class NativeHeap {
    private static final int HEADER = 16;
    private static final int SMALLEST_SHIFT = 5;
    private static final int LARGEST_SHIFT = 11;

    /** The first free block of each size, linked through the blocks' first words. */
    private static final long[] FREE = new long[LARGEST_SHIFT + 1];

    private NativeHeap() {}

    /** At least {@code size} bytes, 16-byte aligned, not zeroed; null when there are none. */
    @Uninterruptible(reason = EARLY)
    static Pointer allocate(UnsignedWord size) {
        UnsignedWord whole = size.add(HEADER);
        if (whole.belowThan(size)) {
            return Word.nullPointer();
        }
        Pointer block = whole.belowOrEqual(1 << LARGEST_SHIFT) ? small(whole) : large(whole);
        if (block.isNull()) {
            return block;
        }
        block.writeWord(0, whole);
        return block.add(HEADER);
    }

    /** Gives a block back; null is allowed. */
    @Uninterruptible(reason = EARLY)
    static void free(PointerBase pointer) {
        if (pointer.isNull()) {
            return;
        }
        Pointer block = ((Pointer) pointer).subtract(HEADER);
        UnsignedWord whole = block.readWord(0);
        if (whole.belowOrEqual(1 << LARGEST_SHIFT)) {
            int shift = shift(whole);
            block.writeLong(0, FREE[shift]);
            FREE[shift] = block.rawValue();
        } else {
            AddressSpace.release(block, UnsignedUtils.roundUp(whole, Word.unsigned(PAGE_SIZE)));
        }
    }

    /** A block of the new size with the old one's bytes; null, and the old one untouched, when there is no memory. */
    @Uninterruptible(reason = EARLY)
    static Pointer reallocate(PointerBase pointer, UnsignedWord size) {
        if (pointer.isNull()) {
            return allocate(size);
        }
        UnsignedWord old =
                ((Pointer) pointer).subtract(HEADER).<UnsignedWord>readWord(0).subtract(HEADER);
        Pointer block = allocate(size);
        if (block.isNonNull()) {
            UnmanagedMemoryUtil.copyForward((Pointer) pointer, block, UnsignedUtils.min(old, size));
            free(pointer);
        }
        return block;
    }

    @Uninterruptible(reason = EARLY)
    private static int shift(UnsignedWord size) {
        int shift = SMALLEST_SHIFT;
        while (size.aboveThan(1 << shift)) {
            shift++;
        }
        return shift;
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer small(UnsignedWord size) {
        int shift = shift(size);
        if (FREE[shift] == 0) {
            Pointer frame = (Pointer) Frames.FRAMES.takeFrame();
            if (frame.isNull()) {
                return frame;
            }
            for (int at = 0; at < PAGE_SIZE; at += 1 << shift) {
                frame.writeLong(at, FREE[shift]);
                FREE[shift] = frame.add(at).rawValue();
            }
        }
        Pointer block = Word.pointer(FREE[shift]);
        FREE[shift] = block.readLong(0);
        return block;
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer large(UnsignedWord size) {
        UnsignedWord pages = UnsignedUtils.roundUp(size, Word.unsigned(PAGE_SIZE));
        if (!VMOperation.isGCInProgress() && !AddressSpace.roomOutsideHeap(pages)) {
            return Word.nullPointer();
        }
        Pointer block = AddressSpace.reserve(pages, Word.unsigned(PAGE_SIZE));
        if (block.isNonNull() && !AddressSpace.back(block, pages)) {
            AddressSpace.release(block, pages);
            return Word.nullPointer();
        }
        return block;
    }
}
