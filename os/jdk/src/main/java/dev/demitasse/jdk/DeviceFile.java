package dev.demitasse.jdk;

import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.CharacterDevice;
import dev.demitasse.storage.StorageException;
import java.nio.ByteBuffer;

/** An open character device. */
final class DeviceFile extends OpenFile {
    private final CharacterDevice device;

    DeviceFile(CharacterDevice device) {
        this.device = device;
    }

    @Override
    public Attributes attributes() {
        return device.attributes();
    }

    @Override
    protected int tryRead(ByteBuffer target) throws StorageException {
        if (!target.hasRemaining()) {
            return 0;
        }
        int count = device.read(target);
        return count == 0 ? IoStatus.END : count;
    }

    @Override
    protected int tryWrite(ByteBuffer source) throws StorageException {
        return device.write(source);
    }

    @Override
    public int available() {
        return 0;
    }

    @Override
    protected void end() {
        // Devices are there for good.
    }
}
