package dev.demitasse.images;

/** Which images may run; named as users write it. */
public enum TrustPolicy {
    /** All whose bytes are those that their digest is of. */
    any,
    /** Of those, the ones that a key of the ring has signed. */
    signed
}
