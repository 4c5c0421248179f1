package dev.demitasse.jdk;

/**
 * Told when an open file may have become ready for something. Called by whichever thread made the change, possibly under
 * the network stack's lock: must not block and must not call back into anything but {@link OpenFile#readiness()}.
 */
abstract class Watcher {
    /** The file's readiness may have gained bits. */
    abstract void readinessChanged();

    /** The last descriptor of the file has been closed; nothing more will be told. */
    abstract void fileClosed();
}
