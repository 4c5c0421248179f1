package dev.demitasse.control;

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
 */
public record RepositoryView(
        String url,
        String branch,
        String folder,
        String state,
        String taken,
        String seen,
        String answered,
        String message) {}
