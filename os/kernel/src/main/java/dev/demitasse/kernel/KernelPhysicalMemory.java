package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.SubstrateOptions;
import com.oracle.svm.core.heap.PhysicalMemory;
import com.oracle.svm.core.heap.PhysicalMemory.PhysicalMemorySupport;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.UnsignedWord;

/**
 * What the heap's policy may count on: not the machine's memory but what the image leaves of it, less a share for what
 * lives outside the heap (stacks, page tables, direct buffers, packet buffers). Of this the policy takes 80 percent, and
 * a collection needs as much again as the young generation, a fifth of that. {@link HeapLimits} sees to it that neither
 * what is lost between objects nor what is copied runs into the end.
 */
final class KernelPhysicalMemory implements PhysicalMemorySupport {
    /** An eighth, but at least this. */
    private static final long LEAST_OUTSIDE = 2 << 20;

    /** For the collector's own lists. */
    static final long COLLECTOR = 1 << 20;

    /**
     * Gives the heap its share for good, and direct buffers what is left beside it as their limit: a buffer too many is
     * an error of its own then, after a collection has freed what it can, and never one of the heap.
     */
    static void divide() {
        long size = PhysicalMemory.size().rawValue();
        long heap = size / 100 * 96 + COLLECTOR;
        Frames.FRAMES.keepForHeap(heap / PAGE_SIZE);
        if (SubstrateOptions.MaxDirectMemorySize.getValue() == 0) {
            // The fourth quarter is for stacks and the kernel's own.
            long limit = Frames.FRAMES.freeOutsideHeap() * PAGE_SIZE / 4 * 3;
            SubstrateOptions.MaxDirectMemorySize.update(Math.max(limit, PAGE_SIZE));
        }
    }

    @Override
    public UnsignedWord size() {
        long free = Frames.FRAMES.free() * PAGE_SIZE;
        return Word.unsigned(Math.max(free - Math.max(free / 8, LEAST_OUTSIDE), 0));
    }

    @Override
    public long usedSize() {
        return (Frames.FRAMES.all() - Frames.FRAMES.free()) * PAGE_SIZE;
    }
}
