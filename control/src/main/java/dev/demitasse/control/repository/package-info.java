/**
 * A git repository that somebody else owns and that says which services are wanted: fetched into a copy here, and read. Knows
 * git, and neither services nor anything that runs.
 */
@NullMarked
package dev.demitasse.control.repository;

import org.jspecify.annotations.NullMarked;
