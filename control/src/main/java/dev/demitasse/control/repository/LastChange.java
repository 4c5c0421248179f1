package dev.demitasse.control.repository;

/**
 * The commit that made a file what it is. Immutable.
 *
 * @param id 40 hexadecimal digits
 * @param author whose it is
 * @param message its first line
 */
public record LastChange(String id, String author, String message) {}
