package dev.demitasse.jdk;

import dev.demitasse.storage.CharacterDevice;
import java.nio.ByteBuffer;

/** {@code /dev/null}: takes everything, gives nothing. */
final class NullDevice extends CharacterDevice {
    NullDevice(long inode) {
        super(inode);
    }

    @Override
    public int read(ByteBuffer target) {
        return 0;
    }

    @Override
    public int write(ByteBuffer source) {
        int length = source.remaining();
        source.position(source.limit());
        return length;
    }
}
