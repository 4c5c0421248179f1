package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;

import com.oracle.svm.core.Isolates;
import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.c.function.CEntryPointErrors;
import com.oracle.svm.core.heap.Heap;
import com.oracle.svm.core.os.AbstractImageHeapProvider;
import org.graalvm.nativeimage.c.type.WordPointer;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;

/** The image heap is used where the boot loader put it: there is one isolate, so nobody needs a copy. */
final class KernelImageHeap extends AbstractImageHeapProvider {
    /** The address that references are relative to. */
    @Uninterruptible(reason = EARLY)
    static Pointer base() {
        return Isolates.IMAGE_HEAP_BEGIN.get().subtract(Heap.getHeap().getImageHeapOffsetInAddressSpace());
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int initialize(
            Pointer reservedAddressSpace,
            UnsignedWord reservedSize,
            WordPointer basePointer,
            WordPointer imageHeapEndPtr) {
        basePointer.write(base());
        if (imageHeapEndPtr.isNonNull()) {
            imageHeapEndPtr.write(Isolates.IMAGE_HEAP_END.get());
        }
        return CEntryPointErrors.NO_ERROR;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int freeImageHeap(PointerBase heapBase) {
        return CEntryPointErrors.NO_ERROR;
    }
}
