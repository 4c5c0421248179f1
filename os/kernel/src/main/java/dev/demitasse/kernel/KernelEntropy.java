package dev.demitasse.kernel;

import com.oracle.svm.core.Uninterruptible;
import dev.demitasse.machine.Entropy;
import dev.demitasse.machine.Machine;
import java.util.List;
import org.graalvm.nativeimage.ImageSingletons;
import org.graalvm.nativeimage.StackValue;
import org.graalvm.word.Pointer;

/**
 * The processor's generator (RDSEED, RDRAND), exclusive-or'ed with the hypervisor's device where there is one, so that
 * it takes both to be bad. With neither it refuses rather than give something that could be guessed.
 */
final class KernelEntropy implements Entropy {
    @Override
    public void fill(byte[] bytes, int offset, int length) {
        boolean filled = fillFromProcessor(bytes, offset, length);
        List<Entropy> devices = Devices.ofType(Entropy.class);
        if (!devices.isEmpty()) {
            byte[] more = new byte[length];
            devices.getFirst().fill(more, 0, length);
            for (int i = 0; i < length; i++) {
                bytes[offset + i] ^= more[i];
            }
            filled = true;
        }
        if (!filled) {
            throw new IllegalStateException("no source of entropy: give the machine a processor with RDRAND"
                    + " (QEMU: -cpu max) or a virtio-rng device");
        }
    }

    private static boolean fillFromProcessor(byte[] bytes, int offset, int length) {
        Machine machine = ImageSingletons.lookup(Machine.class);
        for (int i = 0; i < length; i += Long.BYTES) {
            long word = word(machine);
            if (word == 0) {
                return false;
            }
            for (int j = 0; j < Long.BYTES && i + j < length; j++) {
                bytes[offset + i + j] = (byte) (word >>> Byte.SIZE * j);
            }
        }
        return true;
    }

    /** A random word; 0, which chance would give once in 2^64 times, when the processor has none. */
    @Uninterruptible(reason = "A virtual thread's stack may move where it can be interrupted.")
    private static long word(Machine machine) {
        Pointer word = StackValue.get(Long.BYTES);
        return machine.random(word) ? word.readLong(0) : 0;
    }
}
