package dev.demitasse.control.service;

/** What instances may reach by connections of their own. */
public enum Egress {
    /** Nothing: they only answer on their published ports. */
    DENIED,
    /** Whatever the host reaches. */
    OPEN
}
