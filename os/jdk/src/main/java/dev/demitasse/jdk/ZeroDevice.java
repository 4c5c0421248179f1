package dev.demitasse.jdk;

import dev.demitasse.storage.CharacterDevice;
import java.nio.ByteBuffer;

/** {@code /dev/zero}: takes everything, gives zeros without end. */
final class ZeroDevice extends CharacterDevice {
    ZeroDevice(long inode) {
        super(inode);
    }

    @Override
    public int read(ByteBuffer target) {
        int length = target.remaining();
        while (target.hasRemaining()) {
            target.put((byte) 0);
        }
        return length;
    }

    @Override
    public int write(ByteBuffer source) {
        int length = source.remaining();
        source.position(source.limit());
        return length;
    }
}
