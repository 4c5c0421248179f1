package dev.demitasse.kernel;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.genscavenge.HeapAccounting;
import com.oracle.svm.core.genscavenge.HeapImpl;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.UnsignedWord;

/**
 * Where the heap ends for its collector. SubstrateVM's policy knows one number, the maximum heap size, and has the heap go
 * beyond it on the way: no collection may begin so late that what it copies would find no room.
 */
final class HeapLimits {
    private HeapLimits() {}

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
