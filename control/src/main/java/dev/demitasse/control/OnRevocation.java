package dev.demitasse.control;

/** What becomes of instances whose image is believed no more; named as operators write it. */
public enum OnRevocation {
    /** They run on, and the service says so; none is started any more. */
    keep,
    /** They end in order. */
    stop
}
