package dev.demitasse.kernel;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.genscavenge.HeapAccounting;
import com.oracle.svm.core.genscavenge.HeapImpl;
import com.oracle.svm.core.thread.VMOperation;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.UnsignedWord;

/**
 * Where the heap ends for its collector. SubstrateVM's policy knows one number, the maximum heap size, and has the heap go
 * beyond it on the way. Here are two more: what is lost between objects at the ends of chunks, when most of the heap is
 * alive, is not held against the application; and no collection begins so late that what it copies would find no room.
 */
final class HeapLimits {
    /** An eighth of the maximum: compacting leaves that at most in chunks of which nine tenths are alive. */
    private static final int LOST_BETWEEN_OBJECTS = 8;

    private HeapLimits() {}

    /** What may be in use after a collection; with more the heap is full. */
    static UnsignedWord afterCollection(UnsignedWord maximum) {
        return maximum.add(maximum.unsignedDivide(LOST_BETWEEN_OBJECTS));
    }

    /** Whether a collection is due, lest it lack room for all that it may have to copy: eden, and what survived the last one. */
    static boolean isNear(HeapAccounting heap) {
        long share = Frames.FRAMES.heapShare();
        UnsignedWord eden = heap.getEdenUsedBytes();
        if (share == 0 || eden.equal(0)) {
            return false;
        }
        UnsignedWord copies = eden.add(heap.getSurvivorUsedBytes());
        return heap.getUsedBytes().add(copies).aboveThan(Word.unsigned(share - KernelPhysicalMemory.COLLECTOR));
    }
}

@TargetClass(className = "com.oracle.svm.core.genscavenge.AbstractCollectionPolicy")
final class Target_com_oracle_svm_core_genscavenge_AbstractCollectionPolicy {
    @Alias
    private UnsignedWord edenSize;

    @Alias
    private volatile Target_com_oracle_svm_core_genscavenge_AbstractCollectionPolicy_SizeParameters sizes;

    private Target_com_oracle_svm_core_genscavenge_AbstractCollectionPolicy() {}

    @Alias
    public native UnsignedWord getMaximumYoungGenerationSize();

    @Alias
    public native UnsignedWord getMaximumOldSize();

    /** For programs, and when nothing is being collected, what it always was. */
    @Substitute
    public UnsignedWord getMaximumHeapSize() {
        UnsignedWord maximum = getMaximumYoungGenerationSize().add(getMaximumOldSize());
        return VMOperation.isGCInProgress() ? HeapLimits.afterCollection(maximum) : maximum;
    }

    @Substitute
    public boolean shouldCollectOnAllocation() {
        if (sizes == null) {
            // No size is known before the first allocation that asks.
            return false;
        }
        HeapAccounting heap = HeapImpl.getAccounting();
        return heap.getEdenUsedBytes().aboveOrEqual(edenSize) || HeapLimits.isNear(heap);
    }
}

/**
 * SubstrateVM makes eden smaller until a twentieth of the time goes into collecting. The machine's memory is given to it for
 * good: eden keeps what it has, and its chunks are not given back after one collection to be asked for before the next.
 */
@TargetClass(className = "com.oracle.svm.core.genscavenge.AdaptiveCollectionPolicy")
final class Target_com_oracle_svm_core_genscavenge_AdaptiveCollectionPolicy {
    private Target_com_oracle_svm_core_genscavenge_AdaptiveCollectionPolicy() {}

    @Substitute
    private static UnsignedWord adjustEdenForFootprint(
            UnsignedWord edenSize, @SuppressWarnings("unused") UnsignedWord desiredSum) {
        return edenSize;
    }
}

@TargetClass(className = "com.oracle.svm.core.genscavenge.AbstractCollectionPolicy", innerClass = "SizeParameters")
final class Target_com_oracle_svm_core_genscavenge_AbstractCollectionPolicy_SizeParameters {
    private Target_com_oracle_svm_core_genscavenge_AbstractCollectionPolicy_SizeParameters() {}
}
