/**
 * What tests that boot images share: the command as a user calls it, other programs, waiting. It knows no module of
 * Demitasse and no test framework.
 */
@NullMarked
package dev.demitasse.harness;

import org.jspecify.annotations.NullMarked;
