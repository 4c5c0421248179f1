package dev.demitasse.gateway;

/** Told that connections wait which no backend is free to take. */
@FunctionalInterface
public interface Demand {
    /**
     * Called at once when a connection begins to wait, and again for each further one; calls come one after the other
     * on a thread of the upstream's own, and only the newest count is reported when they come faster than they are
     * handled. May block.
     *
     * @param waiting how many connections wait now, at least 1
     */
    void wanted(int waiting);
}
