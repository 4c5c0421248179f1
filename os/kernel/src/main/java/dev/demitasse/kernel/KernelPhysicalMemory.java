package dev.demitasse.kernel;

import static dev.demitasse.machine.Machine.PAGE_SIZE;

import com.oracle.svm.core.heap.PhysicalMemory.PhysicalMemorySupport;
import jdk.graal.compiler.word.Word;
import org.graalvm.word.UnsignedWord;

/** What the heap's policy may count on: not the machine's memory but what the image and the kernel leave of it. */
final class KernelPhysicalMemory implements PhysicalMemorySupport {
    @Override
    public UnsignedWord size() {
        return Word.unsigned(Frames.FRAMES.free() * PAGE_SIZE);
    }

    @Override
    public long usedSize() {
        return (Frames.FRAMES.all() - Frames.FRAMES.free()) * PAGE_SIZE;
    }
}
