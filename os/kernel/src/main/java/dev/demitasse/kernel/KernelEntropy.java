package dev.demitasse.kernel;

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
        Pointer word = StackValue.get(Long.BYTES);
        for (int i = 0; i < length; i += Long.BYTES) {
            if (!machine.random(word)) {
                return false;
            }
            for (int j = 0; j < Long.BYTES && i + j < length; j++) {
                bytes[offset + i + j] = word.readByte(j);
            }
        }
        return true;
    }
}
