package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.util.UnsignedUtils;
import dev.demitasse.machine.Machine;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/**
 * The addresses that the machine leaves to the kernel: heap chunks, thread stacks, large native blocks. Reserved as
 * ranges, first fit at the lowest address so that page tables are used again, and backed by memory page by page.
 *
 * <p>Free ranges form a list in address order, joined with their neighbours when they come back; there are about as
 * many as there are holes, so a linear search is short. Guarded by the kernel lock.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class AddressSpace {
    /** A free range: begin, size, next. Nodes are cut from whole frames and recycled. */
    private static final int NODE_BEGIN = 0;

    private static final int NODE_SIZE = 8;
    private static final int NODE_NEXT = 16;
    private static final int NODE_BYTES = 24;

    private static Pointer firstRange;
    private static Pointer spareNodes;

    private AddressSpace() {}

    @Uninterruptible(reason = EARLY)
    static boolean start() {
        UnsignedWord begin = ImageSingletons.lookup(Machine.class).addressesBegin();
        UnsignedWord end = ImageSingletons.lookup(Machine.class).addressesEnd();
        firstRange = node(begin, end.subtract(begin), Word.nullPointer());
        return firstRange.isNonNull();
    }

    /** A range of addresses with nothing behind them; null when there is none. Sizes are whole pages. */
    @Uninterruptible(reason = EARLY)
    static Pointer reserve(UnsignedWord size, UnsignedWord alignment) {
        Pointer before = Word.nullPointer();
        Pointer range = firstRange;
        while (range.isNonNull()) {
            UnsignedWord begin = range.readWord(NODE_BEGIN);
            UnsignedWord rangeEnd = begin.add(range.<UnsignedWord>readWord(NODE_SIZE));
            UnsignedWord aligned = UnsignedUtils.roundUp(begin, alignment);
            if (aligned.add(size).belowOrEqual(rangeEnd)) {
                UnsignedWord taken = aligned.add(size);
                if (taken.belowThan(rangeEnd)) {
                    if (aligned.equal(begin)) {
                        range.writeWord(NODE_BEGIN, taken);
                        range.writeWord(NODE_SIZE, rangeEnd.subtract(taken));
                        return (Pointer) aligned;
                    }
                    Pointer rest = node(taken, rangeEnd.subtract(taken), range.readWord(NODE_NEXT));
                    if (rest.isNull()) {
                        return Word.nullPointer();
                    }
                    range.writeWord(NODE_NEXT, rest);
                } else if (aligned.equal(begin)) {
                    unlink(before, range);
                    return (Pointer) aligned;
                }
                range.writeWord(NODE_SIZE, aligned.subtract(begin));
                return (Pointer) aligned;
            }
            before = range;
            range = range.readWord(NODE_NEXT);
        }
        return Word.nullPointer();
    }

    /** Gives a range back, with the memory behind it. */
    @Uninterruptible(reason = EARLY)
    static void release(Pointer begin, UnsignedWord size) {
        unback(begin, size);
        Pointer before = Word.nullPointer();
        Pointer after = firstRange;
        while (after.isNonNull() && after.<UnsignedWord>readWord(NODE_BEGIN).belowThan(begin)) {
            before = after;
            after = after.readWord(NODE_NEXT);
        }
        UnsignedWord rangeEnd = begin.add(size);
        boolean joinsAfter =
                after.isNonNull() && after.<UnsignedWord>readWord(NODE_BEGIN).equal(rangeEnd);
        if (before.isNonNull() && end(before).equal(begin)) {
            before.writeWord(NODE_SIZE, before.<UnsignedWord>readWord(NODE_SIZE).add(size));
            if (joinsAfter) {
                before.writeWord(
                        NODE_SIZE,
                        before.<UnsignedWord>readWord(NODE_SIZE).add(after.<UnsignedWord>readWord(NODE_SIZE)));
                unlink(before, after);
            }
        } else if (joinsAfter) {
            after.writeWord(NODE_BEGIN, begin);
            after.writeWord(NODE_SIZE, after.<UnsignedWord>readWord(NODE_SIZE).add(size));
        } else {
            Pointer range = node(begin, size, after);
            if (range.isNull()) {
                // Addresses are plentiful: without memory to remember the range it is simply not used again.
                return;
            }
            if (before.isNull()) {
                firstRange = range;
            } else {
                before.writeWord(NODE_NEXT, range);
            }
        }
    }

    /** Puts zeroed memory behind every page of a range; all or none. */
    @Uninterruptible(reason = EARLY)
    static boolean back(Pointer begin, UnsignedWord size) {
        if (size.unsignedDivide(PAGE_SIZE).aboveThan(Word.unsigned(Frames.FRAMES.free()))) {
            return false;
        }
        return ImageSingletons.lookup(Machine.class).back(begin, size, Frames.FRAMES);
    }

    /** Whether there are frames for {@code size} bytes besides what is kept for the Java heap. */
    @Uninterruptible(reason = EARLY)
    static boolean roomOutsideHeap(UnsignedWord size) {
        return size.unsignedDivide(PAGE_SIZE).rawValue() <= Frames.FRAMES.freeOutsideHeap();
    }

    /** Takes the memory behind a range away; pages without any are passed over. */
    @Uninterruptible(reason = EARLY)
    static void unback(Pointer begin, UnsignedWord size) {
        ImageSingletons.lookup(Machine.class).unback(begin, size, Frames.FRAMES);
    }

    @Uninterruptible(reason = EARLY)
    private static UnsignedWord end(Pointer range) {
        return range.<UnsignedWord>readWord(NODE_BEGIN).add(range.<UnsignedWord>readWord(NODE_SIZE));
    }

    @Uninterruptible(reason = EARLY)
    private static void unlink(Pointer before, Pointer range) {
        if (before.isNull()) {
            firstRange = range.readWord(NODE_NEXT);
        } else {
            before.writeWord(NODE_NEXT, range.<Pointer>readWord(NODE_NEXT));
        }
        range.writeWord(NODE_NEXT, spareNodes);
        spareNodes = range;
    }

    @Uninterruptible(reason = EARLY)
    private static Pointer node(UnsignedWord begin, UnsignedWord size, Pointer next) {
        if (spareNodes.isNull()) {
            Pointer frame = (Pointer) Frames.FRAMES.takeFrame();
            if (frame.isNull()) {
                return frame;
            }
            for (int at = 0; at + NODE_BYTES <= PAGE_SIZE; at += NODE_BYTES) {
                frame.writeWord(at + NODE_NEXT, spareNodes);
                spareNodes = frame.add(at);
            }
        }
        Pointer node = spareNodes;
        spareNodes = node.readWord(NODE_NEXT);
        node.writeWord(NODE_BEGIN, begin);
        node.writeWord(NODE_SIZE, size);
        node.writeWord(NODE_NEXT, next);
        return node;
    }
}
