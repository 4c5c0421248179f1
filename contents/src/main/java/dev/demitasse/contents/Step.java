package dev.demitasse.contents;

/**
 * A step on the way to a class.
 *
 * @param parent the index of the step before it; -1 at the beginning
 * @param how what the step before does with it, such as {@code calls}; at the beginning, why it is one
 * @param text a method with the types of its parameters, a class, or a sentence
 */
public record Step(int parent, String how, String text) {}
