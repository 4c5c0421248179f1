package dev.demitasse.jdk;

import dev.demitasse.storage.CharacterDevice;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;

/** The console as a file: {@code /dev/stdin}, {@code /dev/stdout}, {@code /dev/stderr}. */
final class ConsoleDevice extends CharacterDevice {
    private final ConsoleFile console = new ConsoleFile();

    ConsoleDevice(long inode) {
        super(inode);
    }

    @Override
    public int read(ByteBuffer target) throws StorageException {
        return Math.max(0, console.read(target));
    }

    @Override
    public int write(ByteBuffer source) throws StorageException {
        return console.write(source);
    }
}
