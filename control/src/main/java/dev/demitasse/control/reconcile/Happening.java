package dev.demitasse.control.reconcile;

/** The kinds of what happens to services. */
public enum Happening {
    /** Another revision is wanted. */
    APPLIED,
    /** An update was asked for, and differs in more than the service allows. */
    REFUSED,
    /** The service is not wanted any more. */
    DELETED,
    /** An instance was started. */
    STARTING,
    /** An instance that was started ahead waits until it is needed. */
    WARM,
    /** An instance takes connections. */
    READY,
    /** An instance of before the control plane's start was found running. */
    ADOPTED,
    /** An instance takes no new connections. */
    DRAINING,
    /** An instance has ended, as it was told to. */
    STOPPED,
    /** An instance ended, or failed its checks, or did not become ready. */
    FAILED,
    /** The next try waits. */
    BACKING_OFF,
    /** A new template is being rolled out. */
    ROLLING_OUT,
    /** All instances are of the new template. */
    ROLLED_OUT,
    /** The rollout was paused, or goes on. */
    PAUSED,
    /** A template that does not work gives way to the one before it. */
    ROLLED_BACK,
    /** What a service is made of is believed no more, since a key was revoked or has expired. */
    UNTRUSTED,
    /** It is believed again. */
    TRUSTED,
    /** The number of instances changes with the connections. */
    SCALED,
    /** An instance was kept from reaching what its service does not list. */
    DENIED,
    /** What a repository of somebody else's says is wanted now. */
    FOLLOWED,
    /** Something is wrong that an operator should look at. */
    WARNING
}
