/**
 * Tests that use {@code ./demi} as a user does. Images are built once for the whole run, in a home of their own
 * ({@code .demitasse/test-home}), and shared by the tests that need no other.
 */
@NullMarked
package dev.demitasse.systemtests;

import org.jspecify.annotations.NullMarked;
