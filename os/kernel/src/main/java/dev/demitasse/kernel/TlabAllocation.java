package dev.demitasse.kernel;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import com.oracle.svm.core.genscavenge.HeapImpl;
import com.oracle.svm.core.genscavenge.ObjectHeaderImpl;
import com.oracle.svm.core.genscavenge.ThreadLocalAllocation;
import com.oracle.svm.core.genscavenge.ThreadLocalAllocation.Descriptor;
import com.oracle.svm.core.genscavenge.graal.GenScavengeAllocationSupport;
import com.oracle.svm.core.genscavenge.graal.nodes.FormatArrayNode;
import com.oracle.svm.core.genscavenge.graal.nodes.FormatObjectNode;
import com.oracle.svm.core.graal.snippets.SubstrateAllocationSnippets;
import com.oracle.svm.core.hub.DynamicHub;
import com.oracle.svm.core.hub.LayoutEncoding;
import com.oracle.svm.core.snippets.KnownIntrinsics;
import com.oracle.svm.core.snippets.SubstrateForeignCallTarget;
import com.oracle.svm.core.stack.StackOverflowCheck;
import jdk.graal.compiler.replacements.AllocationSnippets.FillContent;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.jspecify.annotations.Nullable;

/**
 * Where compiled code allocates. With {@code -Os} it has no fast path of its own and always comes here, where SubstrateVM
 * expects to be when a thread's buffer is full: it makes room on the stack, asks the collector's policy, and works out the
 * sizes of the heap anew from a dozen options. So the buffer is looked at first; nothing of that is needed while it has room.
 */
@SuppressWarnings("NullAway.Init") // pointers are machine words
final class TlabAllocation {
    static final String YOUNG = "The newly allocated object must be young or all its covered cards must be dirty.";

    /** The only reason with which the builder inlines; what is uninitialized is so in no other code. */
    private static final String INLINED = "Called from uninterruptible code.";

    private TlabAllocation() {}

    /** An instance from the current thread's buffer, or null when it is full. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    static @Nullable Object instance(Word objectHeader) {
        DynamicHub hub = ObjectHeaderImpl.getObjectHeaderImpl().dynamicHubFromObjectHeader(objectHeader);
        Pointer memory = take(LayoutEncoding.getPureInstanceAllocationSize(hub.getLayoutEncoding()));
        return memory.isNull()
                ? null
                : FormatObjectNode.formatObject(memory, DynamicHub.toClass(hub), false, FillContent.WITH_ZEROES, true);
    }

    /** An array, or null when the buffer is full or the array so long that it belongs elsewhere. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    static @Nullable Object array(Word objectHeader, int length) {
        DynamicHub hub = ObjectHeaderImpl.getObjectHeaderImpl().dynamicHubFromObjectHeader(objectHeader);
        Pointer memory = takeForArray(hub, length);
        return memory.isNull()
                ? null
                : FormatArrayNode.formatArray(
                        memory, DynamicHub.toClass(hub), length, false, false, FillContent.DO_NOT_FILL, true);
    }

    /** Room for an array, cleared. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static Pointer takeForArray(DynamicHub hub, int length) {
        if (length < 0) {
            return Word.nullPointer();
        }
        UnsignedWord size = LayoutEncoding.getArrayAllocationSize(hub.getLayoutEncoding(), length);
        Pointer memory =
                GenScavengeAllocationSupport.arrayAllocatedInAlignedChunk(size) ? take(size) : Word.nullPointer();
        if (memory.isNonNull()) {
            clear(memory, size);
        }
        return memory;
    }

    /** Clears whole words, eight at a time while there are as many: what the builder would emit clears one. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static void clear(Pointer memory, UnsignedWord size) {
        Pointer next = memory;
        Pointer end = memory.add(size);
        for (Pointer last = end.subtract(64); next.belowOrEqual(last); next = next.add(64)) {
            next.writeLong(0, 0L);
            next.writeLong(8, 0L);
            next.writeLong(16, 0L);
            next.writeLong(24, 0L);
            next.writeLong(32, 0L);
            next.writeLong(40, 0L);
            next.writeLong(48, 0L);
            next.writeLong(56, 0L);
        }
        for (; next.belowThan(end); next = next.add(8)) {
            next.writeLong(0, 0L);
        }
    }

    /** A thread without a buffer has one that begins and ends at zero. */
    @Uninterruptible(reason = INLINED, mayBeInlined = true)
    private static Pointer take(UnsignedWord size) {
        Descriptor tlab = Target_com_oracle_svm_core_genscavenge_ThreadLocalAllocation.getTlab();
        Pointer top = tlab.getAllocationTop(SubstrateAllocationSnippets.TLAB_TOP_IDENTITY);
        Pointer end = tlab.getAllocationEnd(SubstrateAllocationSnippets.TLAB_END_IDENTITY);
        Pointer newTop = top.add(size);
        if (newTop.aboveThan(end)) {
            return Word.nullPointer();
        }
        tlab.setAllocationTop(newTop, SubstrateAllocationSnippets.TLAB_TOP_IDENTITY);
        return KnownIntrinsics.nonNullPointer(top);
    }
}

@TargetClass(ThreadLocalAllocation.class)
final class Target_com_oracle_svm_core_genscavenge_ThreadLocalAllocation {
    private Target_com_oracle_svm_core_genscavenge_ThreadLocalAllocation() {}

    @Alias
    @Uninterruptible(reason = "Accesses TLAB", callerMustBe = true)
    static native Descriptor getTlab();
}

@TargetClass(GenScavengeAllocationSupport.class)
final class Target_com_oracle_svm_core_genscavenge_graal_GenScavengeAllocationSupport {
    private Target_com_oracle_svm_core_genscavenge_graal_GenScavengeAllocationSupport() {}

    @Alias
    @Uninterruptible(reason = "Switch from uninterruptible to interruptible code.", calleeMustBe = false)
    private static native Object slowNewInstanceInterruptibly(Word objectHeader);

    @Alias
    @Uninterruptible(reason = "Switch from uninterruptible to interruptible code.", calleeMustBe = false)
    private static native Object slowNewArrayLikeObjectInterruptibly(
            Word objectHeader, int length, byte @Nullable [] podReferenceMap);

    @Substitute
    @SubstrateForeignCallTarget(stubCallingConvention = false)
    @Uninterruptible(reason = TlabAllocation.YOUNG)
    private static Object slowNewInstance(Word objectHeader) {
        Object object = TlabAllocation.instance(objectHeader);
        if (object != null) {
            return object;
        }
        StackOverflowCheck.singleton().makeYellowZoneAvailable();
        try {
            Object result = slowNewInstanceInterruptibly(objectHeader);
            HeapImpl.getHeap().dirtyAllReferencesOf(result);
            return result;
        } finally {
            StackOverflowCheck.singleton().protectYellowZone();
        }
    }

    @Substitute
    @SubstrateForeignCallTarget(stubCallingConvention = false)
    @Uninterruptible(reason = TlabAllocation.YOUNG)
    private static Object slowNewArray(Word objectHeader, int length) {
        Object array = TlabAllocation.array(objectHeader, length);
        if (array != null) {
            return array;
        }
        StackOverflowCheck.singleton().makeYellowZoneAvailable();
        try {
            Object result = slowNewArrayLikeObjectInterruptibly(objectHeader, length, null);
            HeapImpl.getHeap().dirtyAllReferencesOf(result);
            return result;
        } finally {
            StackOverflowCheck.singleton().protectYellowZone();
        }
    }
}
