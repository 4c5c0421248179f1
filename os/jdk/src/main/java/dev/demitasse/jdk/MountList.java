package dev.demitasse.jdk;

import dev.demitasse.storage.Attributes;
import dev.demitasse.storage.FileType;
import dev.demitasse.storage.Namespace.Mount;
import dev.demitasse.storage.StorageException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open table of mounts, as {@code setmntent(3)} gives it. Confined to one thread at a time by the JDK. */
public final class MountList extends OpenFile {
    private final Iterator<Mount> mounts;

    /** Starts before the first of {@code mounts}. */
    public MountList(List<Mount> mounts) {
        this.mounts = mounts.iterator();
    }

    /** The table behind a descriptor. */
    public static MountList of(int descriptor) {
        try {
            return (MountList) Descriptors.get(descriptor);
        } catch (StorageException e) {
            throw new IllegalStateException("a table of mounts was used after its end", e);
        }
    }

    /** The next mount, or {@code null} after the last. */
    public @Nullable Mount next() {
        return mounts.hasNext() ? mounts.next() : null;
    }

    @Override
    public Attributes attributes() {
        return new Attributes(FileType.REGULAR, 0444, 0, 0, 0, 1, 0, 0, 0, 0);
    }

    @Override
    protected void end() {
        // Holds nothing.
    }
}
