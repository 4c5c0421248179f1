/**
 * A JUnit 5 extension: {@link dev.demitasse.junit.Unikernel} on a field builds an application into an image, runs it
 * while the tests run, and shows its console when one fails.
 *
 * <p>Building and running are the toolchain's and the hypervisor's, on which this package depends, and on JUnit's API; on
 * nothing else.
 */
@NullMarked
package dev.demitasse.junit;

import org.jspecify.annotations.NullMarked;
