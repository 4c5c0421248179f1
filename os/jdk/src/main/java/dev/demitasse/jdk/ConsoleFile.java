package dev.demitasse.jdk;

import dev.demitasse.kernel.Kernel;
import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.FileType;
import java.nio.ByteBuffer;

/** The machine's console behind the descriptors 0, 1 and 2. */
final class ConsoleFile extends OpenFile {
    @Override
    public Attributes attributes() {
        return new Attributes(FileType.CHARACTER_DEVICE, 0620, 0, 0, 1, 1, 0, 0, 0, 0);
    }

    @Override
    protected int tryRead(ByteBuffer target) {
        if (target.hasArray()) {
            int count =
                    Kernel.console().read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            target.position(target.position() + Math.max(0, count));
            return count;
        }
        byte[] bytes = new byte[target.remaining()];
        int count = Kernel.console().read(bytes, 0, bytes.length);
        target.put(bytes, 0, Math.max(0, count));
        return count;
    }

    @Override
    protected int tryWrite(ByteBuffer source) {
        int length = source.remaining();
        if (source.hasArray()) {
            Kernel.console().write(source.array(), source.arrayOffset() + source.position(), length);
            source.position(source.limit());
        } else {
            byte[] bytes = new byte[length];
            source.get(bytes);
            Kernel.console().write(bytes, 0, length);
        }
        return length;
    }

    @Override
    public int available() {
        return Kernel.console().available();
    }

    @Override
    protected void end() {
        // The console outlives its descriptors.
    }
}
