package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.UnmanagedMemoryUtil;
import dev.demitasse.machine.Machine;
import jdk.graal.compiler.word.Word;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/**
 * Physical memory in frames of 4 KiB: memory never used yet is cut off from the front of its region, frames given back
 * form a list through their own first words. Both ways take constant time. All memory is mapped at its own address, so
 * a frame's number is also a pointer to it.
 *
 * <p>Guarded by the kernel lock: one processor, interrupts off.
 */
@SuppressWarnings("NullAway.Init") // fields that are machine words start as zero
final class Frames implements Machine.FrameSource {
    /** The one instance, in the image heap. */
    static final Frames FRAMES = new Frames();

    private Pointer firstFree;
    private int region = -1;
    private UnsignedWord next;
    private UnsignedWord end;
    private long freeFrames;
    private long allFrames;

    /** What the Java heap may take at most, and what of it has been taken. */
    private long heapShare;

    private long heapFrames;

    private Frames() {}

    /** Counts what the machine has. */
    @Uninterruptible(reason = EARLY)
    void start() {
        Machine machine = ImageSingletons.lookup(Machine.class);
        for (int i = 0; i < machine.memoryRegions(); i++) {
            UnsignedWord bytes = machine.memoryEnd(i).subtract(machine.memoryBegin(i));
            allFrames += bytes.unsignedDivide(PAGE_SIZE).rawValue();
        }
        freeFrames = allFrames;
        nextRegion(machine);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord takeFrame() {
        Pointer frame = firstFree;
        if (freeFrames == 0) {
            return Word.zero();
        }
        if (frame.isNonNull()) {
            firstFree = frame.readWord(0);
            freeFrames--;
        } else {
            frame = (Pointer) takeContiguous(1);
            if (frame.isNull()) {
                return Word.zero();
            }
        }
        UnmanagedMemoryUtil.fillLongs(frame, Word.unsigned(PAGE_SIZE), 0);
        return frame;
    }

    /** Neighbouring frames, not zeroed, for a device or a table; 0 when no region has that many untouched ones left. */
    @Uninterruptible(reason = EARLY)
    UnsignedWord takeContiguous(int frames) {
        UnsignedWord bytes = Word.unsigned(frames).multiply(PAGE_SIZE);
        // Frames that the machine claimed are not cut off any region, yet taken.
        while (region >= 0 && freeFrames >= frames) {
            if (end.subtract(next).aboveOrEqual(bytes)) {
                UnsignedWord first = next;
                next = next.add(bytes);
                freeFrames -= frames;
                return first;
            }
            // What is left of this region still serves single frames.
            while (next.belowThan(end)) {
                putOnList((Pointer) next);
                next = next.add(PAGE_SIZE);
            }
            nextRegion(ImageSingletons.lookup(Machine.class));
        }
        return Word.zero();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public boolean claim(long count) {
        if (count > freeFrames) {
            return false;
        }
        freeFrames -= count;
        return true;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void unclaim(long count) {
        freeFrames += count;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public void giveBack(UnsignedWord frame) {
        putOnList((Pointer) frame);
        freeFrames++;
    }

    /** Frames that can still be taken. */
    @Uninterruptible(reason = EARLY)
    long free() {
        return freeFrames;
    }

    /** Keeps frames for the Java heap, which cannot do with less in the middle of a collection. */
    @Uninterruptible(reason = EARLY)
    void keepForHeap(long frames) {
        heapShare = frames;
    }

    /** The Java heap has taken frames, or given them back when {@code frames} is negative. */
    @Uninterruptible(reason = EARLY)
    void heapTook(long frames) {
        heapFrames += frames;
    }

    /** Frames that can be taken without touching what is kept for the heap; may be negative. */
    @Uninterruptible(reason = EARLY)
    long freeOutsideHeap() {
        long kept = heapShare - heapFrames;
        return kept > 0 ? freeFrames - kept : freeFrames;
    }

    /** Bytes kept for the Java heap; zero until they are. */
    @Uninterruptible(reason = EARLY)
    long heapShare() {
        return heapShare * PAGE_SIZE;
    }

    /** Frames there were at boot. */
    @Uninterruptible(reason = EARLY)
    long all() {
        return allFrames;
    }

    @Uninterruptible(reason = EARLY)
    private void putOnList(Pointer frame) {
        frame.writeWord(0, firstFree);
        firstFree = frame;
    }

    @Uninterruptible(reason = EARLY)
    private void nextRegion(Machine machine) {
        region++;
        if (region < machine.memoryRegions()) {
            next = machine.memoryBegin(region);
            end = machine.memoryEnd(region);
        } else {
            region = -1;
        }
    }
}
