package dev.demitasse.control;

import java.util.List;

/**
 * A followed repository as operators see it. Immutable.
 *
 * @param url where it is
 * @param branch its branch
 * @param folder the folder with the services; empty for the topmost
 * @param state {@code NEW}, {@code CURRENT}, {@code REFUSED} or {@code UNREACHABLE}
 * @param taken the commit that is wanted here; empty before the first
 * @param seen the commit that the branch had when it last answered; empty before it has
 * @param answered when that was, in ISO 8601; empty before it has
 * @param message why the state is no better; empty when all is well
 * @param images what the names of images in it stand for
 */
public record RepositoryView(
        String url,
        String branch,
        String folder,
        String state,
        String taken,
        String seen,
        String answered,
        String message,
        List<NamedImage> images) {

    /** Copies the list. */
    public RepositoryView {
        images = List.copyOf(images);
    }

    /**
     * An image that the repository calls by a name, which is looked up when the text of a service changes.
     *
     * @param service whose it is
     * @param named the name
     * @param digest what it stood for then, {@code sha256:} and 64 digits, which is what is wanted
     * @param moved what it stands for now, if that is known to be another; else empty
     */
    public record NamedImage(String service, String named, String digest, String moved) {}

    RepositoryView withImages(List<NamedImage> others) {
        return new RepositoryView(url, branch, folder, state, taken, seen, answered, message, others);
    }
}
