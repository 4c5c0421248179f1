package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.EARLY;
import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.Uninterruptible;
import com.oracle.svm.core.os.VirtualMemoryProvider;
import com.oracle.svm.core.util.UnsignedUtils;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordBase;

/**
 * Where SubstrateVM gets the chunks of its heap: address ranges with frames behind them from the moment of commit. What
 * the heap has is counted, page tables included, so that others can be kept from what it has not taken yet.
 */
final class KernelMemory implements VirtualMemoryProvider {
    private static final int SUCCESS = 0;
    private static final int FAILURE = -1;

    @Override
    @Uninterruptible(reason = EARLY)
    public UnsignedWord getGranularity() {
        return Word.unsigned(PAGE_SIZE);
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer reserve(UnsignedWord nbytes, UnsignedWord alignment, boolean code) {
        return AddressSpace.reserve(pages(nbytes), UnsignedUtils.max(alignment, getGranularity()));
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer mapFile(
            PointerBase start, UnsignedWord nbytes, WordBase fileHandle, UnsignedWord offset, int access) {
        return Word.nullPointer();
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public Pointer commit(PointerBase start, UnsignedWord nbytes, int access) {
        UnsignedWord size = pages(nbytes);
        long free = Frames.FRAMES.free();
        boolean reserved = start.isNonNull();
        Pointer begin = reserved ? (Pointer) start : AddressSpace.reserve(size, getGranularity());
        if (begin.isNonNull() && !AddressSpace.back(begin, size)) {
            if (!reserved) {
                AddressSpace.release(begin, size);
            }
            return Word.nullPointer();
        }
        Frames.FRAMES.heapTook(free - Frames.FRAMES.free());
        return begin;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int protect(PointerBase start, UnsignedWord nbytes, int access) {
        // The image's rights are set at boot and nothing else is ever executable; SubstrateVM asks for nothing more.
        return (access & Access.EXECUTE) == 0 ? SUCCESS : FAILURE;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int uncommit(PointerBase start, UnsignedWord nbytes) {
        long free = Frames.FRAMES.free();
        AddressSpace.unback((Pointer) start, pages(nbytes));
        Frames.FRAMES.heapTook(free - Frames.FRAMES.free());
        return SUCCESS;
    }

    @Override
    @Uninterruptible(reason = EARLY)
    public int free(PointerBase start, UnsignedWord nbytes) {
        long free = Frames.FRAMES.free();
        AddressSpace.release((Pointer) start, pages(nbytes));
        Frames.FRAMES.heapTook(free - Frames.FRAMES.free());
        return SUCCESS;
    }

    @Uninterruptible(reason = EARLY)
    private UnsignedWord pages(UnsignedWord bytes) {
        return UnsignedUtils.roundUp(bytes, getGranularity());
    }
}
