/**
 * Coverage-guided fuzzing with Jazzer: every parser, and a whole stack with sockets, leases and questions under way that
 * takes in sequences of frames.
 */
@NullMarked
package dev.demitasse.net.fuzz;

import org.jspecify.annotations.NullMarked;
