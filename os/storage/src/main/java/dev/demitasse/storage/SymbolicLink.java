package dev.demitasse.storage;

/** A node that stands for a path, which need not exist. */
public non-sealed interface SymbolicLink extends Node {
    /** The path it stands for; relative ones start where the link is. */
    String target();
}
