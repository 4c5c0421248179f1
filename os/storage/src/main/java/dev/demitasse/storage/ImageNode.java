package dev.demitasse.storage;

/** What all nodes of an {@link ImageFileSystem} have in common: fixed attributes. Immutable. */
abstract class ImageNode {
    private final Attributes attributes;

    ImageNode(Attributes attributes) {
        this.attributes = attributes;
    }

    public Attributes attributes() {
        return attributes;
    }

    public void setPermissions(int permissions) throws StorageException {
        throw readOnly();
    }

    public void setTimes(long accessed, long modified) throws StorageException {
        throw readOnly();
    }

    static StorageException readOnly() {
        return new StorageException(ErrorCode.READ_ONLY);
    }
}
