package dev.demitasse.kernel;

import static com.oracle.svm.core.Uninterruptible.CALLED_FROM_UNINTERRUPTIBLE_CODE;

import com.oracle.svm.core.AlwaysInline;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.genscavenge.AlignedHeapChunk;
import com.oracle.svm.core.genscavenge.HeapChunk;
import com.oracle.svm.core.genscavenge.ObjectHeaderImpl;
import com.oracle.svm.core.genscavenge.compacting.ObjectFixupVisitor;
import com.oracle.svm.core.genscavenge.compacting.ObjectMoveInfo;
import com.oracle.svm.core.genscavenge.compacting.PlanningVisitor;
import com.oracle.svm.core.genscavenge.remset.AlignedChunkRememberedSet;
import com.oracle.svm.core.genscavenge.remset.BrickTable;
import com.oracle.svm.core.genscavenge.remset.FirstObjectTable;
import com.oracle.svm.core.hub.LayoutEncoding;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;

/**
 * The steps of a compaction that know of {@linkplain ObjectRun runs}: where each goes is planned, references are turned
 * there, then the runs are moved. Chunks are gone through in their order, and a run never goes beyond where it was.
 */
final class DividedRuns {
    private DividedRuns() {}

    /** An object that has moved already, for want of room for its hash code, has the size that it had. */
    static UnsignedWord size(Pointer object, Word header) {
        if (ObjectHeaderImpl.isForwardedHeader(header)) {
            return LayoutEncoding.getSizeFromObjectWithoutOptionalIdHashFieldInGC(
                    ObjectHeaderImpl.getObjectHeaderImpl().getForwardedObject(object, header));
        }
        return LayoutEncoding.getSizeFromObjectInlineInGC(object.toObjectNonNull());
    }

    static void begin(Pointer run) {
        Target_com_oracle_svm_core_genscavenge_compacting_ObjectMoveInfo.setNewAddress(run, run);
        Target_com_oracle_svm_core_genscavenge_compacting_ObjectMoveInfo.setNextObjectSeqOffset(run, Word.zero());
        ObjectRun.setSizes(run, Word.zero(), Word.zero());
    }

    /** Notes where a run goes: to the end of what has been placed before it, or partly there and partly to the next chunk. */
    static void place(
            Target_com_oracle_svm_core_genscavenge_compacting_PlanningVisitor plan,
            AlignedHeapChunk.AlignedHeader chunk,
            Pointer run,
            UnsignedWord size) {
        UnsignedWord first = Word.zero();
        if (!chunk.getShouldSweepInsteadOfCompact()) {
            UnsignedWord room = AlignedHeapChunk.getObjectsEnd(plan.allocChunk).subtract(plan.allocPointer);
            Pointer newAddress = plan.allocPointer;
            if (size.belowOrEqual(room)) {
                plan.allocPointer = newAddress.add(size);
            } else {
                first = ObjectRun.fitting(run, room);
                plan.allocChunk = HeapChunk.getNext(plan.allocChunk);
                Pointer start = AlignedHeapChunk.getObjectsStart(plan.allocChunk);
                if (first.equal(0)) {
                    newAddress = start;
                }
                plan.allocPointer = start.add(size.subtract(first));
            }
            Target_com_oracle_svm_core_genscavenge_compacting_ObjectMoveInfo.setNewAddress(run, newAddress);
        }
        ObjectRun.setSizes(run, size, first);
    }

    /** Turns the references of the objects of a run, or of a part of it, that goes to {@code newAddress} as a whole. */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static void fixUp(Pointer start, Pointer end, Pointer newAddress, ObjectFixupVisitor visitor) {
        AlignedHeapChunk.AlignedHeader target = AlignedHeapChunk.getEnclosingChunkFromObjectPointer(newAddress);
        UnsignedWord offset = newAddress.subtract(AlignedHeapChunk.getObjectsStart(target));
        Pointer object = start;
        while (object.belowThan(end)) {
            Object visited = object.toObjectNonNull();
            UnsignedWord size = LayoutEncoding.getSizeFromObjectInlineInGC(visited);
            noteFirst(target, offset, size);
            visitor.visitObject(visited);
            object = object.add(size);
            offset = offset.add(size);
        }
    }

    /** Notes an object for the cards of the chunk that it will be in, whose table has been cleared before. */
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static void noteFirst(AlignedHeapChunk.AlignedHeader chunk, UnsignedWord offset, UnsignedWord size) {
        FirstObjectTable.setTableForObject(
                AlignedChunkRememberedSet.getFirstObjectTableStart(chunk), offset, offset.add(size));
    }
}

/** Plans where runs go. */
@TargetClass(PlanningVisitor.class)
final class Target_com_oracle_svm_core_genscavenge_compacting_PlanningVisitor {
    @Alias
    AlignedHeapChunk.AlignedHeader allocChunk;

    @Alias
    Pointer allocPointer;

    private Target_com_oracle_svm_core_genscavenge_compacting_PlanningVisitor() {}

    @Substitute
    public boolean visitChunk(AlignedHeapChunk.AlignedHeader chunk) {
        Pointer top = HeapChunk.getTopPointer(chunk);
        Pointer run = AlignedHeapChunk.getObjectsStart(chunk);
        DividedRuns.begin(run);
        BrickTable.setEntry(chunk, Word.zero(), run);
        UnsignedWord brick = Word.zero();

        // The end of the last live object, and so, within a gap, where the gap begins.
        Pointer end = run;
        Pointer object = run;
        boolean gap = false;
        while (object.belowThan(top)) {
            Word header = ObjectHeaderImpl.getObjectHeaderImpl().readHeaderFromPointer(object);
            Pointer next = object.add(DividedRuns.size(object, header));
            if (ObjectHeaderImpl.isMarkedHeader(header)) {
                ObjectHeaderImpl.unsetMarkedAndKeepRememberedSetBit(object.toObjectNonNull());
                if (gap) {
                    Target_com_oracle_svm_core_genscavenge_compacting_ObjectMoveInfo.setNextObjectSeqOffset(
                            run, object.subtract(run));
                    run = object;
                    DividedRuns.begin(run);
                    gap = false;
                }
                end = next;
            } else if (!gap) {
                gap = true;
                if (end.aboveThan(run)) {
                    DividedRuns.place(this, chunk, run, end.subtract(run));
                    // From the gap on, look-ups begin at this run, until one that is placed later says otherwise.
                    UnsignedWord last = BrickTable.getIndex(chunk, object);
                    while (brick.belowThan(last)) {
                        brick = brick.add(1);
                        BrickTable.setEntry(chunk, brick, run);
                    }
                }
            }
            object = next;
        }
        if (gap) {
            HeapChunk.setTopPointer(chunk, end);
        } else if (end.aboveThan(run)) {
            DividedRuns.place(this, chunk, run, end.subtract(run));
        }
        if (chunk.getShouldSweepInsteadOfCompact()) {
            // What stays where it is must not be overtaken by what lay before it.
            allocChunk = chunk;
            allocPointer = HeapChunk.getTopPointer(chunk);
        }
        for (brick = brick.add(1); brick.belowThan(BrickTable.getLength()); brick = brick.add(1)) {
            BrickTable.setEntry(chunk, brick, run);
        }
        return true;
    }
}

/** What is noted of runs, and who reads it. */
@TargetClass(ObjectMoveInfo.class)
final class Target_com_oracle_svm_core_genscavenge_compacting_ObjectMoveInfo {
    private Target_com_oracle_svm_core_genscavenge_compacting_ObjectMoveInfo() {}

    @Alias
    static native void setNewAddress(Pointer run, Pointer newAddress);

    @Alias
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static native Pointer getNewAddress(Pointer run);

    @Alias
    static native void setNextObjectSeqOffset(Pointer run, UnsignedWord offset);

    @Alias
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static native Pointer getNextObjectSeqAddress(Pointer run);

    @Substitute
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    static Pointer getNewObjectAddress(Pointer object) {
        AlignedHeapChunk.AlignedHeader chunk = AlignedHeapChunk.getEnclosingChunkFromObjectPointer(object);
        if (object.aboveOrEqual(HeapChunk.getTopPointer(chunk))) {
            return Word.nullPointer();
        }
        Pointer run = BrickTable.getEntry(chunk, BrickTable.getIndex(chunk, object));
        if (run.aboveThan(object)) {
            return Word.nullPointer();
        }
        for (Pointer next = getNextObjectSeqAddress(run);
                next.isNonNull() && next.belowOrEqual(object);
                next = getNextObjectSeqAddress(run)) {
            run = next;
        }
        UnsignedWord offset = object.subtract(run);
        if (offset.aboveOrEqual(ObjectRun.size(run))) {
            return Word.nullPointer();
        }
        return ObjectRun.moved(getNewAddress(run), ObjectRun.first(run), offset);
    }

    @Substitute
    @Uninterruptible(reason = CALLED_FROM_UNINTERRUPTIBLE_CODE, mayBeInlined = true)
    public static void walkObjectsForFixup(AlignedHeapChunk.AlignedHeader chunk, ObjectFixupVisitor visitor) {
        FirstObjectTable.initializeTable(
                AlignedChunkRememberedSet.getFirstObjectTableStart(chunk),
                AlignedChunkRememberedSet.getFirstObjectTableSize());
        Pointer run = AlignedHeapChunk.getObjectsStart(chunk);
        while (run.isNonNull()) {
            Pointer newAddress = getNewAddress(run);
            Pointer end = run.add(ObjectRun.size(run));
            UnsignedWord first = ObjectRun.first(run);
            if (first.aboveThan(0)) {
                DividedRuns.fixUp(run, run.add(first), newAddress, visitor);
                DividedRuns.fixUp(run.add(first), end, ObjectRun.rest(newAddress), visitor);
            } else {
                DividedRuns.fixUp(run, end, newAddress, visitor);
            }
            Pointer next = getNextObjectSeqAddress(run);
            if (next.isNonNull() && chunk.getShouldSweepInsteadOfCompact()) {
                // Sweeping will put one object into the gap.
                DividedRuns.noteFirst(chunk, end.subtract(AlignedHeapChunk.getObjectsStart(chunk)), next.subtract(end));
            }
            run = next;
        }
    }

    @Substitute
    @AlwaysInline("GC performance: enables non-virtual visitor call")
    public static void visit(AlignedHeapChunk.AlignedHeader chunk, ObjectMoveInfo.Visitor visitor) {
        Pointer run = AlignedHeapChunk.getObjectsStart(chunk);
        UnsignedWord size = ObjectRun.size(run);
        UnsignedWord first = ObjectRun.first(run);
        Pointer newAddress = getNewAddress(run);
        Pointer next = getNextObjectSeqAddress(run);
        while (run.isNonNull()) {
            // Moving a run may overwrite what is noted of the next one.
            UnsignedWord nextSize = Word.zero();
            UnsignedWord nextFirst = Word.zero();
            Pointer nextNewAddress = Word.nullPointer();
            Pointer nextNext = Word.nullPointer();
            if (next.isNonNull()) {
                nextSize = ObjectRun.size(next);
                nextFirst = ObjectRun.first(next);
                nextNewAddress = getNewAddress(next);
                nextNext = getNextObjectSeqAddress(next);
            }
            if (first.aboveThan(0)) {
                visitor.visit(run, first, newAddress, next);
                visitor.visit(run.add(first), size.subtract(first), ObjectRun.rest(newAddress), next);
            } else {
                visitor.visit(run, size, newAddress, next);
            }
            run = next;
            size = nextSize;
            first = nextFirst;
            newAddress = nextNewAddress;
            next = nextNext;
        }
    }
}
