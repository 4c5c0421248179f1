package dev.demitasse.storage;

/** A symbolic link of an {@link ImageFileSystem}. Immutable. */
final class ImageLink extends ImageNode implements SymbolicLink {
    private final String target;

    ImageLink(Attributes attributes, String target) {
        super(attributes);
        this.target = target;
    }

    @Override
    public String target() {
        return target;
    }
}
