/**
 * What is wanted, kept in a git repository, where every change is a commit. Knows services and git, and nothing that runs.
 */
@NullMarked
package dev.demitasse.control.desired;

import org.jspecify.annotations.NullMarked;
