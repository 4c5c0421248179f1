package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.storage.CharacterDevice;
import java.nio.ByteBuffer;

/**
 * {@code /dev/random} and {@code /dev/urandom}, which seed the JDK's {@code SecureRandom}: the kernel's entropy. What is
 * written is taken and not used, since the JDK writes only what it has read here before.
 */
final class RandomDevice extends CharacterDevice {
    RandomDevice(long inode) {
        super(inode);
    }

    @Override
    public int read(ByteBuffer target) {
        byte[] bytes = new byte[target.remaining()];
        Kernel.entropy().fill(bytes, 0, bytes.length);
        target.put(bytes);
        return bytes.length;
    }

    @Override
    public int write(ByteBuffer source) {
        int length = source.remaining();
        source.position(source.limit());
        return length;
    }
}
