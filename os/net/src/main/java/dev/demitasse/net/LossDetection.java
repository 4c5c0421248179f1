package dev.demitasse.net;

/** How TCP tells that a segment was lost when its peer speaks SACK. Without SACK it is always RFC 6582. */
public enum LossDetection {
    /** By time, with tail loss probes: RFC 8985 (RACK-TLP); the default. */
    RACK,
    /** By three segments above it: RFC 6675. */
    DUPLICATE_ACKNOWLEDGMENTS
}
