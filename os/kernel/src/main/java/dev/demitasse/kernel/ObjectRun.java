package dev.demitasse.kernel;

import static com.oracle.svm.core.Uninterruptible.CALLED_FROM_UNINTERRUPTIBLE_CODE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.genscavenge.AlignedHeapChunk;
import com.oracle.svm.core.genscavenge.HeapChunk;
import com.oracle.svm.core.hub.LayoutEncoding;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/**
 * A run of live objects between two gaps, which the compacting collector moves. SubstrateVM moves each run whole, so that
 * up to a whole run is lost at the end of a chunk, and with few dead objects runs are most of a chunk long. Here a run is
 * divided where the chunk ends: its first part goes there, its rest to the start of the next chunk.
 *
 * <p>What is noted of a run lies in the 16 bytes before it, in the gap: the address to move to (8 bytes), the run's size
 * and the size of its first part if it is divided (4), and how far the next run is (4). Sizes are counted in units of 8
 * bytes, by which objects are aligned, so that two fit: a chunk has 2<sup>14</sup> of them.
 *
 * <p>The collector's thread alone uses this.
 */
final class ObjectRun {
    /** Where the two sizes lie before the run, in bytes. */
    private static final int SIZES = -8;

    private static final int UNIT = 8;
    private static final int FIRST_SHIFT = 16;
    private static final int MASK = 0xffff;

    private ObjectRun() {}

    /**
     * Notes the sizes of a run, in bytes.
     *
     * @param first the size of the part that goes to the run's new address; zero if all of it goes there
     */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static void setSizes(Pointer run, UnsignedWord size, UnsignedWord first) {
        long units = size.unsignedDivide(UNIT).rawValue();
        long firstUnits = first.unsignedDivide(UNIT).rawValue();
        run.writeInt(SIZES, (int) (units | firstUnits << FIRST_SHIFT));
    }

    /** Bytes of the whole run. */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static UnsignedWord size(Pointer run) {
        return Word.unsigned(run.readInt(SIZES) & MASK).multiply(UNIT);
    }

    /** Bytes of the first part of a divided run, or zero. */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static UnsignedWord first(Pointer run) {
        return Word.unsigned(run.readInt(SIZES) >>> FIRST_SHIFT).multiply(UNIT);
    }

    /** Where the rest of a divided run goes whose first part goes to an address. */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static Pointer rest(Pointer newAddress) {
        AlignedHeapChunk.AlignedHeader chunk = AlignedHeapChunk.getEnclosingChunkFromObjectPointer(newAddress);
        return AlignedHeapChunk.getObjectsStart(HeapChunk.getNext(chunk));
    }

    /**
     * Where a byte of a run goes.
     *
     * @param offset the byte's distance from the run's start
     */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static Pointer moved(Pointer newAddress, UnsignedWord first, UnsignedWord offset) {
        if (first.equal(0) || offset.belowThan(first)) {
            return newAddress.add(offset);
        }
        return rest(newAddress).add(offset.subtract(first));
    }

    /** How many bytes of a run, in whole objects, fit into so much room. The objects are not marked any more. */
    static UnsignedWord fitting(Pointer run, UnsignedWord room) {
        Pointer end = run;
        while (true) {
            Pointer next = end.add(LayoutEncoding.getSizeFromObjectInGC(end.toObjectNonNull()));
            if (next.subtract(run).aboveThan(room)) {
                return end.subtract(run);
            }
            end = next;
        }
    }
}
